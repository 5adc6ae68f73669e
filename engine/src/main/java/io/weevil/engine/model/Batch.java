package io.weevil.engine.model;

import java.util.List;

/**
 * What a slot holds: requests chosen by the primary, and its clock.
 *
 * @param timestamp the primary's clock, never less than the previous batch's
 * @param requests in execution order; empty only for a batch that fills a slot
 * @param encoded the exact bytes received
 * @param digest {@code d}, the SHA-256 digest of {@code encoded}
 */
public record Batch(Timestamp timestamp, List<Request> requests, Bytes encoded, Digest digest) {

  public Batch {
    requests = List.copyOf(requests);
  }
}
