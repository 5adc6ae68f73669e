package io.weevil.testkit.swarm;

import java.time.Duration;

/**
 * What clients do.
 *
 * @param callers of each client, each with one call at a time
 * @param thought from an answer to the next call, on average
 * @param keys how many registers there are
 * @param readPercent of a hundred calls so many are reads that need no ordering
 */
public record Load(int clients, int callers, Duration thought, int keys, int readPercent) {

  Load with(int otherClients, int otherCallers) {
    return new Load(otherClients, otherCallers, thought, keys, readPercent);
  }
}
