package io.weevil.engine.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/** Calls that have not been sent in a request, in their order. Holds no call that has ended. */
final class WaitingCalls {

  private final LinkedHashMap<Long, Call> queue = new LinkedHashMap<>();
  private long weight;

  void add(Call call) {
    queue.put(call.ticket(), call);
    weight += BundlePolicy.weight(call);
  }

  /** Puts calls that have waited longest before all others. */
  void addFirst(List<Call> calls) {
    for (Call call : calls.reversed()) {
      queue.putFirst(call.ticket(), call);
      weight += BundlePolicy.weight(call);
    }
  }

  /** Of no effect when the call is not waiting here. */
  void remove(Call call) {
    if (queue.remove(call.ticket(), call)) {
      weight -= BundlePolicy.weight(call);
    }
  }

  /** Takes the longest run of calls from the front that fits one request; at least one. */
  List<Call> takeBundle(BundlePolicy policy) {
    List<Call> bundle = new ArrayList<>();
    long taken = 0;
    for (Iterator<Call> calls = queue.values().iterator(); calls.hasNext(); ) {
      Call call = calls.next();
      if (!bundle.isEmpty() && !policy.fits(bundle.size(), taken + BundlePolicy.weight(call))) {
        break;
      }
      taken += BundlePolicy.weight(call);
      bundle.add(call);
      calls.remove();
    }
    weight -= taken;
    return bundle;
  }

  /** Takes all calls that were never sent. */
  List<Call> takeUnsent() {
    List<Call> unsent = queue.values().stream().filter(call -> !call.wasSent()).toList();
    unsent.forEach(this::remove);
    return unsent;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  /** Bytes that they take in bundles. */
  long weight() {
    return weight;
  }
}
