package io.weevil.apps.bench.peer;

import io.weevil.apps.bench.service.NullService;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The null service, executing bundles. Not safe to use from many threads. */
final class BareService {

  private final NullService service;
  private final Map<Integer, ClientId> clients = new HashMap<>();

  BareService(int replyBytes) {
    this.service = new NullService(replyBytes);
  }

  BundleResults execute(Bundle bundle, long slot) {
    ClientId client = clients.computeIfAbsent(bundle.client(), BareService::identity);
    List<Bytes> results = new ArrayList<>(bundle.operations().size());
    for (int i = 0; i < bundle.operations().size(); i++) {
      OperationContext context =
          new OperationContext(client, bundle.number(), i, new Slot(slot), Timestamp.ZERO);
      results.add(service.apply(context, bundle.operations().get(i)));
    }
    return new BundleResults(bundle.number(), slot, results);
  }

  static ClientId identity(int client) {
    return new ClientId(Digests.builder("weevil-bench-peer").number(client).digest(), 1);
  }
}
