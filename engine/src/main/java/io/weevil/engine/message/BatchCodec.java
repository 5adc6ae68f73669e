package io.weevil.engine.message;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.util.List;

/**
 * A batch's bytes, whose digest is {@code d}.
 *
 * <pre>
 * batch = [timestamp, [request, …]]    requests as byte strings, microseconds since 1970
 * </pre>
 */
public final class BatchCodec {

  /** What a batch takes beside its requests, at most. */
  public static final int OVERHEAD_BYTES = 16;

  /** What each request takes beside its own bytes, at most. */
  public static final int REQUEST_OVERHEAD_BYTES = 5;

  private final int maxBatchBytes;
  private final int maxBatchRequests;
  private final RequestCodec requests;

  /**
   * @param n how many replicas there are
   */
  public BatchCodec(Limits limits, int n) {
    this.maxBatchBytes = limits.maxBatchBytes();
    this.maxBatchRequests = limits.maxBatchRequests();
    this.requests = new RequestCodec(limits, n);
  }

  /**
   * The batch that the primary proposes (R-ORDER).
   *
   * @throws IllegalArgumentException when it exceeds the group's limits
   */
  public Batch encode(Timestamp timestamp, List<Request> chosen) {
    int size = OVERHEAD_BYTES;
    for (Request request : chosen) {
      size += request.encoded().size() + REQUEST_OVERHEAD_BYTES;
    }
    Bytes encoded =
        new CborWriter(size)
            .array(2)
            .number(timestamp.micros())
            .list(chosen, (CborWriter out, Request request) -> out.bytes(request.encoded()))
            .end()
            .finish();
    if (chosen.size() > maxBatchRequests || encoded.size() > maxBatchBytes) {
      throw new IllegalArgumentException(
          "a batch of %d requests and %d bytes exceeds max-batch-requests, %d, or max-batch-bytes, %d"
              .formatted(chosen.size(), encoded.size(), maxBatchRequests, maxBatchBytes));
    }
    return new Batch(timestamp, chosen, encoded, Digests.of(encoded));
  }

  /**
   * The batch of these exact bytes, its requests not verified.
   *
   * @throws MalformedMessageException when they are none
   */
  public Batch decode(Bytes encoded) {
    return CborReader.decode("batch", encoded, maxBatchBytes, in -> batch(in, encoded));
  }

  /** A batch within a message: a byte string. */
  Batch batchInside(CborReader in) {
    Bytes encoded = in.view("batch", 1, maxBatchBytes);
    return in.decodeInside(encoded, batch -> batch(batch, encoded));
  }

  private Batch batch(CborReader in, Bytes encoded) {
    in.array("batch", 2);
    Timestamp timestamp = new Timestamp(in.number("timestamp"));
    List<Request> chosen = in.list("requests", 0, maxBatchRequests, requests::requestInside);
    in.end();
    return new Batch(timestamp, chosen, encoded, Digests.of(encoded));
  }
}
