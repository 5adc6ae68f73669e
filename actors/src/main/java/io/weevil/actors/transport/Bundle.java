package io.weevil.actors.transport;

import io.weevil.engine.message.Wire;
import java.util.List;

/**
 * What travels between two nodes at once, in the order in which it was sent.
 *
 * @param parcels at least one
 */
record Bundle(List<Parcel> parcels) {

  /**
   * A message and the endpoint that it is for.
   *
   * @param endpoint 0 … 65535
   */
  record Parcel(int endpoint, Wire wire) {}

  Bundle {
    parcels = List.copyOf(parcels);
  }
}
