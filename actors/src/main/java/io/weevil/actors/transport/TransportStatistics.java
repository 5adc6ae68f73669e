package io.weevil.actors.transport;

/**
 * What a transport has done since it started.
 *
 * @param sent messages handed to it that it did not refuse
 * @param received messages handed to the receiver
 * @param dropped messages that it took and knows to be lost: a full queue, or a peer that could not
 *     be reached
 * @param oversized messages refused because they are longer than a frame
 * @param strangers messages that arrived and are none of Weevil's
 */
public record TransportStatistics(
    long sent, long received, long dropped, long oversized, long strangers) {}
