package io.weevil.engine.model;

/**
 * A client key's place in its own order.
 *
 * @param incarnation the newest
 * @param number the last number taken in it; 0 for none
 */
public record ClientPosition(long incarnation, long number) {}
