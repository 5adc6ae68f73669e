package io.weevil.engine.model;

/** A request's name for ever: its client and number. */
public record OperationId(ClientId client, long number) {

  public static OperationId of(Request request) {
    return new OperationId(request.client(), request.number());
  }

  @Override
  public String toString() {
    return client + "#" + number;
  }
}
