package io.weevil.apps.bench.load;

import java.nio.file.Path;
import java.util.List;

/**
 * What the client process does.
 *
 * @param clients configurations, one a client identity; at least one
 * @param callers independent ones, spread evenly over the identities; at least as many as these
 * @param operationBytes size of each operation
 * @param replyBytes size that each result must have
 * @param rate operations per second of all callers, an open loop; 0 for a closed one
 */
public record LoadPlan(
    List<Path> clients, int callers, int operationBytes, int replyBytes, double rate) {

  public LoadPlan {
    clients = List.copyOf(clients);
    if (clients.isEmpty() || callers < clients.size()) {
      throw new IllegalArgumentException(
          "%d callers cannot be spread over %d clients".formatted(callers, clients.size()));
    }
  }
}
