package io.weevil.engine.role;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects the outputs of one input, in order. */
public final class Outputs {

  private List<Output> collected = new ArrayList<>();

  public Outputs send(ReplicaId to, WireMessage message) {
    return add(new Output.Send(to, message));
  }

  public Outputs broadcast(WireMessage message) {
    return add(new Output.Broadcast(message));
  }

  public Outputs reply(ClientId to, ReplyMessage message) {
    return add(new Output.Reply(to, message));
  }

  public Outputs tell(RoleMessage message) {
    return add(new Output.Tell(message));
  }

  public Outputs persist(Promise promise) {
    return add(new Output.Persist(promise));
  }

  public Outputs startTimer(TimerKey key, Duration after) {
    return add(new Output.StartTimer(key, after));
  }

  public Outputs stopTimer(TimerKey key) {
    return add(new Output.StopTimer(key));
  }

  public Outputs report(Event event) {
    return add(new Output.Report(event));
  }

  /** The message had no effect, and why. */
  public Outputs ignore(String core, WireMessage message, String reason) {
    return report(new Event.Ignored(core, MessageKind.of(message), reason));
  }

  private Outputs add(Output output) {
    collected.add(output);
    return this;
  }

  /** What was collected since the last call. */
  public List<Output> drain() {
    List<Output> drained = List.copyOf(collected);
    collected = new ArrayList<>();
    return drained;
  }
}
