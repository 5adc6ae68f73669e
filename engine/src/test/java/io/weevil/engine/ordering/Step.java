package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The outputs of a core, to be asked about. */
public record Step(List<Output> outputs) {

  /** What a primary does on {@code input} when no more requests are about to reach it. */
  static Step ofPrimary(Function<ToPrimary, List<Output>> core, ToPrimary input) {
    List<Output> outputs = new ArrayList<>(core.apply(input));
    while (outputs.remove(new Output.Tell(new RoleMessage.RequestsGathered()))) {
      outputs.addAll(core.apply(new RoleMessage.RequestsGathered()));
    }
    return new Step(outputs);
  }

  public <M extends PeerMessage> List<M> broadcasts(Class<M> kind) {
    return of(Output.Broadcast.class).map(Output.Broadcast::message).flatMap(only(kind)).toList();
  }

  /** What was sent to one replica. */
  public <M extends PeerMessage> List<M> sends(int to, Class<M> kind) {
    return of(Output.Send.class)
        .filter(s -> s.to().equals(new ReplicaId(to)))
        .map(Output.Send::message)
        .flatMap(only(kind))
        .toList();
  }

  /** What was sent to whomever, to one replica or to all. */
  public List<WireMessage> sentToPeers() {
    return outputs.stream()
        .<WireMessage>mapMulti(
            (output, sink) -> {
              if (output instanceof Output.Send send) {
                sink.accept(send.message());
              } else if (output instanceof Output.Broadcast broadcast) {
                sink.accept(broadcast.message());
              }
            })
        .toList();
  }

  public <M extends ReplyMessage> List<M> replies(Class<M> kind) {
    return of(Output.Reply.class).map(Output.Reply::message).flatMap(only(kind)).toList();
  }

  public <M extends RoleMessage> List<M> tells(Class<M> kind) {
    return of(Output.Tell.class).map(Output.Tell::message).flatMap(only(kind)).toList();
  }

  public <P extends Promise> List<P> promises(Class<P> kind) {
    return of(Output.Persist.class).map(Output.Persist::promise).flatMap(only(kind)).toList();
  }

  public <E extends Event> List<E> events(Class<E> kind) {
    return of(Output.Report.class).map(Output.Report::event).flatMap(only(kind)).toList();
  }

  /** Why messages had no effect. */
  public List<String> ignored() {
    return events(Event.Ignored.class).stream().map(Event.Ignored::reason).toList();
  }

  public List<Suspicion> suspicions() {
    return tells(RoleMessage.Suspect.class).stream().map(RoleMessage.Suspect::cause).toList();
  }

  public List<TimerKey> started() {
    return of(Output.StartTimer.class).map(Output.StartTimer::key).toList();
  }

  public List<TimerKey> stopped() {
    return of(Output.StopTimer.class).map(Output.StopTimer::key).toList();
  }

  private <O extends Output> Stream<O> of(Class<O> kind) {
    return outputs.stream().flatMap(only(kind));
  }

  private static <A, B extends A> java.util.function.Function<A, Stream<B>> only(Class<B> kind) {
    return a -> kind.isInstance(a) ? Stream.of(kind.cast(a)) : Stream.empty();
  }
}
