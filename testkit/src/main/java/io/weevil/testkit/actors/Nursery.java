package io.weevil.testkit.actors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The parent of all nodes of a test: it notes who fails, and takes all with it when it ends. */
final class Nursery {

  sealed interface Command {}

  record Spawn<T>(Behavior<T> behavior, String name, Consumer<ActorRef<T>> spawned)
      implements Command {}

  /** End it without a word; how it takes that is nobody's business any more. */
  record Kill(ActorRef<?> child) implements Command {}

  record Stop() implements Command {}

  private final List<Throwable> failures = new ArrayList<>();
  private final BiConsumer<String, Throwable> failed;
  private final Set<ActorRef<?>> killed = new HashSet<>();

  /**
   * @param failed told the name and the cause
   */
  Nursery(BiConsumer<String, Throwable> failed) {
    this.failed = failed;
  }

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
      case Kill(var child) -> {
        killed.add(child);
        context.stop(child);
        yield Behaviors.same();
      }
      case Stop stop -> Behaviors.stopped();
    };
  }

  private <T> Behavior<Command> onSpawn(ActorContext<Command> context, Spawn<T> spawn) {
    ActorRef<T> child = context.spawn(spawn.behavior(), spawn.name());
    context.watch(child);
    spawn.spawned().accept(child);
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(ChildFailed child) {
    if (!killed.contains(child.getRef())) {
      failures.add(child.getCause());
      failed.accept(child.getRef().path().name(), child.getCause());
    }
    return Behaviors.same();
  }
}
