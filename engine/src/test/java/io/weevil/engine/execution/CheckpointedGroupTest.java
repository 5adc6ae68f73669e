package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.BOB;
import static io.weevil.engine.execution.ExecutorFixture.GROUP;
import static io.weevil.engine.execution.ExecutorFixture.events;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static io.weevil.engine.execution.ExecutorFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.checkpoint.CheckpointCore;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Committed;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import io.weevil.engine.state.MemoryStateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Executors and checkpointers of four replicas that commit one log. */
@Rule("R-CHECKPOINT")
class CheckpointedGroupTest {

  /** One node: its executor, its checkpointer, and what they reported. */
  private static final class Node {
    final ExecutorFixture executor;
    final CheckpointCore checkpointer;
    final List<Event> events = new ArrayList<>();
    final List<ReplyMessage> replies = new ArrayList<>();

    Node(int self) {
      executor = new ExecutorFixture(self);
      checkpointer =
          new CheckpointCore(GROUP.configuration(), GROUP.signer(self), new MemoryStateStore());
    }
  }

  private final List<Node> nodes = IntStream.range(0, 4).mapToObj(Node::new).toList();

  /** What the checkpointers are yet to hear. */
  private final Deque<Runnable> underway = new ArrayDeque<>();

  @Test
  void everyReplicaFindsTheSameStateStable() {
    runStory();

    for (Node node : nodes) {
      assertThat(stable(node)).containsExactly(new Slot(4), new Slot(8));
    }
    assertThat(nodes.stream().map(n -> n.events.get(n.events.size() - 1)).distinct()).hasSize(1);
  }

  @Test
  void aReplicaWhoseServiceDiffersIsFoundAndStopsAnsweringWhileTheOthersGoOn() {
    nodes.get(3).executor.service.corruptState();

    runStory();

    assertThat(nodes.get(3).events).hasAtLeastOneElementOfType(Event.StateDiverged.class);
    assertThat(stable(nodes.get(3))).isEmpty();
    for (Node correct : nodes.subList(0, 3)) {
      assertThat(stable(correct)).containsExactly(new Slot(4), new Slot(8));
      assertThat(correct.events).noneMatch(Event.StateDiverged.class::isInstance);
    }
    execute(request(4, "after"));
    assertThat(nodes.get(3).replies).isEmpty();
    assertThat(nodes.get(0).replies).hasSize(1);
  }

  /** A result that differs is in nobody's state but the reply cache: it is found all the same. */
  @Test
  void aReplicaWhoseResultsDifferIsFound() {
    nodes.get(0).executor.service.corruptResults();

    runStory();

    assertThat(nodes.get(0).events).hasAtLeastOneElementOfType(Event.StateDiverged.class);
  }

  /** With two wrong replicas of four nothing is proven: nobody believes half of the group. */
  @Test
  void twoAgainstTwoProveNothing() {
    nodes.get(2).executor.service.corruptState();
    nodes.get(3).executor.service.corruptState();

    runStory();

    for (Node node : nodes) {
      assertThat(stable(node)).isEmpty();
      assertThat(node.events).hasAtLeastOneElementOfType(Event.CheckpointUndecided.class);
    }
  }

  @Property(tries = 25)
  void equalLogsGiveEqualStatesAndEachRequestIsExecutedOnce(@ForAll Random random) {
    new CheckpointedGroupTest().runRandomStory(random);
  }

  private void runRandomStory(Random random) {
    List<Request> once = new ArrayList<>();
    for (int slot = 0; slot < 8; slot++) {
      Request[] batch = new Request[random.nextInt(3)];
      for (int i = 0; i < batch.length; i++) {
        if (once.isEmpty() || random.nextInt(4) > 0) {
          once.add(request(once.size() + 1, operation(random), operation(random)));
        }
        batch[i] = once.get(once.size() - 1);
      }
      execute(batch);
    }
    deliver();

    List<String> puts =
        once.stream()
            .flatMap(request -> request.operations().stream())
            .map(Bytes::toUtf8)
            .filter(operation -> operation.startsWith("put"))
            .toList();
    for (Node node : nodes) {
      assertThat(stable(node)).containsExactly(new Slot(4), new Slot(8));
      assertThat(node.executor.service.journal().stream().map(e -> e.substring(0, 5)).toList())
          .isEqualTo(puts);
    }
  }

  private static String operation(Random random) {
    String[] operations = {"throw", "malformed", "large 50000", "put a", "put b", "put c"};
    return operations[random.nextInt(operations.length)];
  }

  private void runStory() {
    execute(request(1, "a"), BOB.request(1, "b"));
    execute(request(2, "throw"), request(3, "c"));
    for (int slot = 3; slot <= 8; slot++) {
      execute();
    }
    deliver();
  }

  /** Every node executes the next slot; a multiple of K is committed at once. */
  private void execute(Request... requests) {
    for (Node node : nodes) {
      node.replies.clear();
      carryOut(node, node.executor.execute(Grade.COMMITTED, requests));
      ExecutorFixture executor = node.executor;
      if (executor.slot.isMultipleOf(GROUP.limits().checkpointInterval())) {
        toCheckpointer(node, new Committed(executor.slot, executor.history));
      }
    }
  }

  private void carryOut(Node node, List<Output> outputs) {
    node.events.addAll(events(outputs));
    node.replies.addAll(replies(outputs));
    for (RoleMessage message : told(outputs)) {
      if (message instanceof ToCheckpointer taken) {
        toCheckpointer(node, taken);
      }
      if (message instanceof ToExecutor stable) {
        carryOut(node, node.executor.on(stable));
      }
    }
    for (Output output : outputs) {
      if (output instanceof Output.Broadcast(PeerMessage message)) {
        var verified = VerifiedForTests.of(new ReplicaId(node.executor.self), message);
        nodes.stream()
            .filter(other -> other != node)
            .forEach(other -> toCheckpointer(other, new RoleMessage.Received(verified)));
      }
    }
  }

  private void toCheckpointer(Node node, ToCheckpointer message) {
    underway.add(() -> carryOut(node, node.checkpointer.on(message, TestGroup.NOW)));
  }

  private void deliver() {
    while (!underway.isEmpty()) {
      underway.remove().run();
    }
  }

  private static List<Slot> stable(Node node) {
    return node.events.stream()
        .filter(Event.CheckpointStable.class::isInstance)
        .map(event -> ((Event.CheckpointStable) event).slot())
        .toList();
  }
}
