package io.weevil.engine.service;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;

/**
 * What a service may know of an operation beside the operation: the same on every replica.
 *
 * @param client who asked, authentically
 * @param number the request's number
 * @param index the operation's place in its request, from 0
 * @param slot where the request is ordered
 * @param timestamp the batch's: the only clock that a service has; it never decreases
 */
public record OperationContext(
    ClientId client, long number, int index, Slot slot, Timestamp timestamp) {}
