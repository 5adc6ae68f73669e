package io.weevil.apps.bench.load;

/**
 * What the client process does.
 *
 * @param callers independent ones, spread evenly over the client identities
 * @param operationBytes size of each operation
 * @param replyBytes size that each result must have
 * @param rate operations per second of all callers, an open loop; 0 for a closed one
 */
public record LoadPlan(int callers, int operationBytes, int replyBytes, double rate) {}
