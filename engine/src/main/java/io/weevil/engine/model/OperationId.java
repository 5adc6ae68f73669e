package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/** A request's name for ever: its client and number. */
public record OperationId(ClientId client, long number) {

  public static OperationId of(Request request) {
    return new OperationId(request.client(), request.number());
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OperationId that && number == that.number && client.equals(that.client);
  }

  @Override
  public int hashCode() {
    return 31 * client.hashCode() + Long.hashCode(number);
  }

  @Override
  public String toString() {
    return client + "#" + number;
  }
}
