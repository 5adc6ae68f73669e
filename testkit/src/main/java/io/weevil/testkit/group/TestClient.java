package io.weevil.testkit.group;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.service.OperationCodec;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of a group under test: Weevil's real one. {@link #execute} and {@link #read} look
 * synchronous: they let virtual time pass until the answer is there. All calls are kept for {@link
 * ReplicatedGroup#history}.
 */
public final class TestClient<O, R> {

  private final ActorClient client;
  private final OperationCodec<O, R> codec;
  private final TestTime time;
  private final Duration patience;
  private final List<Caller> callers = new ArrayList<>();

  TestClient(ActorClient client, OperationCodec<O, R> codec, TestTime time, Duration patience) {
    this.client = client;
    this.codec = codec;
    this.time = time;
    this.patience = patience;
  }

  public String name() {
    return client.name();
  }

  /** For fault rules. */
  public PeerAddress address() {
    return client.address();
  }

  /**
   * Has an operation executed, and lets time pass until its result is there.
   *
   * @throws ServiceRefusedException when the service has thrown an exception
   * @throws AssertionError when there is no answer in time: what is known then
   */
  public R execute(O operation) {
    return submit(operation).result();
  }

  /** As {@link #execute}, for an operation that changes nothing. */
  public R read(O operation) {
    return submitRead(operation).result();
  }

  /** Has an operation executed; nothing happens before time passes. */
  public Submission<R> submit(O operation) {
    return submit(operation, false);
  }

  /** As {@link #submit}, for an operation that changes nothing. */
  public Submission<R> submitRead(O operation) {
    return submit(operation, true);
  }

  private Submission<R> submit(O operation, boolean readOnly) {
    Caller caller = freeCaller();
    caller.call(codec.encodeOperation(operation), readOnly, patience);
    return new Submission<>(
        caller, client.name() + ": " + operation, codec::decodeResult, time, patience);
  }

  /** Who waits for an answer makes no second call: several at a time need several callers. */
  private Caller freeCaller() {
    return callers.stream().filter(c -> !c.isWaiting()).findFirst().orElseGet(this::newCaller);
  }

  private Caller newCaller() {
    Caller caller = client.newCaller();
    callers.add(caller);
    return caller;
  }

  @Override
  public String toString() {
    return client.name();
  }
}
