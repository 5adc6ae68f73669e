package io.weevil.testkit.selection;

/**
 * VIEW-CHANGEs that a NEW-VIEW may be made of.
 *
 * @param senders positions of the correct ones among {@link EndOfView#replicas()}
 * @param shown what is shown, by the correct senders in their order, then by Byzantine ones
 */
record NewViewSet(int[] senders, int[] shown) {}
