package io.weevil.engine.authentication;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a batch by its bytes alone, so that anybody sees it (R-EVIDENCE): no log,
 * clock or key is asked. Weaker than R-ACCEPT-4 on purpose.
 */
public final class BatchFaults {

  private BatchFaults() {}

  /** The first request that no correct primary puts where it stands. */
  public static OptionalInt firstMisplaced(Batch batch) {
    Map<Digest, Request> last = new HashMap<>();
    for (int i = 0; i < batch.requests().size(); i++) {
      Request request = batch.requests().get(i);
      Request before = last.put(request.client().key(), request);
      if (faultOf(batch, request, before) != null) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * What is wrong with where the request stands in the batch, or null.
   *
   * @param index of the request, counted from 0
   */
  static @Nullable String misplacement(Batch batch, int index) {
    List<Request> requests = batch.requests();
    Request request = requests.get(index);
    Request before = null;
    for (Request earlier : requests.subList(0, index)) {
      if (earlier.client().key().equals(request.client().key())) {
        before = earlier;
      }
    }
    return faultOf(batch, request, before);
  }

  /**
   * @param before the same key's request before this one in the batch, null for none
   */
  private static @Nullable String faultOf(Batch batch, Request request, @Nullable Request before) {
    if (request.kind() != Request.Kind.ORDERED) {
      return "it is a read, which is not ordered";
    }
    if (!request.admission().admits(batch.timestamp())) {
      return "its client is not admitted at the batch's time";
    }
    return before == null ? null : faultOfOrder(request, before);
  }

  private static @Nullable String faultOfOrder(Request request, Request before) {
    ClientId client = request.client();
    long incarnation = before.client().incarnation();
    if (client.incarnation() < incarnation) {
      return "it follows one of the client's incarnation " + incarnation;
    }
    long next = client.incarnation() == incarnation ? before.number() + 1 : 1;
    if (request.number() == next) {
      return null;
    }
    return request.number() < next
        ? "it is number " + request.number() + " and stands behind number " + before.number()
        : "it is number " + request.number() + ", and the client's next is " + next;
  }
}
