package io.weevil.testkit.actors;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The parent of all nodes of a test: it notes who fails, and takes all with it when it ends. */
final class Nursery {

  static final String DISPATCHER = "weevil.ordering-dispatcher";

  sealed interface Command {}

  record Spawn<T>(Behavior<T> behavior, String name, CompletableFuture<ActorRef<T>> spawned)
      implements Command {}

  record Stop() implements Command {}

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  Behavior<Command> behavior() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Command.class)
                .onMessage(Command.class, command -> onCommand(context, command))
                .onSignal(ChildFailed.class, this::onFailed)
                .onSignal(Terminated.class, ended -> Behaviors.same())
                .build());
  }

  private Behavior<Command> onCommand(ActorContext<Command> context, Command command) {
    return switch (command) {
      case Spawn<?> spawn -> onSpawn(context, spawn);
      case Stop stop -> Behaviors.stopped();
    };
  }

  private <T> Behavior<Command> onSpawn(ActorContext<Command> context, Spawn<T> spawn) {
    ActorRef<T> child =
        context.spawn(spawn.behavior(), spawn.name(), DispatcherSelector.fromConfig(DISPATCHER));
    context.watch(child);
    spawn.spawned().complete(child);
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(ChildFailed failed) {
    failures.add(failed.getCause());
    return Behaviors.same();
  }
}
