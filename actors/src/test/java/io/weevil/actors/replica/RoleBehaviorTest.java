package io.weevil.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.role.Egress;
import io.weevil.actors.role.LastInLine;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.Roles;
import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToAuditor;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** The shells of the roles, each around a core that says what the test tells it to say. */
class RoleBehaviorTest {

  private static final Timestamp NOW = new Timestamp(42);
  private static final Digest DIGEST = new Digest(Bytes.wrap(new byte[32]));
  private static final ReplicaId PEER = new ReplicaId(3);
  private static final ClientId CLIENT = new ClientId(DIGEST, 1);
  private static final Fetch FETCH = new Fetch(DIGEST);

  private final TestInbox<Egress.Command> egress = TestInbox.create();
  private final TestInbox<RoleCommand<ToPrimary>> primary = TestInbox.create();
  private final TestInbox<RoleCommand<ToBackup>> backup = TestInbox.create();
  private final TestInbox<RoleCommand<ToExecutor>> executor = TestInbox.create();
  private final TestInbox<RoleCommand<ToCheckpointer>> checkpointer = TestInbox.create();
  private final TestInbox<RoleCommand<ToViewChangeManager>> manager = TestInbox.create();
  private final TestInbox<RoleCommand<ToAuditor>> auditor = TestInbox.create();
  private final Roles roles =
      new Roles(
          primary.getRef(),
          backup.getRef(),
          executor.getRef(),
          checkpointer.getRef(),
          manager.getRef(),
          auditor.getRef());

  private final List<String> stored = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final RoleEnvironment environment =
      new RoleEnvironment(
          () -> NOW,
          egress.getRef(),
          promise -> stored.add("after " + egress.getAllReceived().size() + " messages"),
          new NodeListener() {
            @Override
            public void onEvent(Event event) {
              events.add(event);
            }
          });

  private final Scripted<ToBackup> core = new Scripted<>();
  private Track track = Track.SPECULATIVE;
  private boolean frozen;
  private boolean leading = true;
  private boolean heldBack;

  /** Says once what it was told to say; keeps what it heard. */
  private static final class Scripted<I> implements Core<I> {
    private final List<I> heard = new ArrayList<>();
    private Timestamp heardAt = Timestamp.ZERO;
    private List<Output> next = List.of();

    @Override
    public List<Output> on(I input, Timestamp now) {
      heard.add(input);
      heardAt = now;
      List<Output> said = next;
      next = List.of();
      return said;
    }
  }

  @Test
  void anInputReachesTheCoreWithTheTime() {
    BehaviorTestKit<RoleCommand<ToBackup>> kit = backup();

    kit.run(new RoleCommand.Input<>(new RoleMessage.Executed(new Slot(7))));

    assertThat(core.heard).containsExactly(new RoleMessage.Executed(new Slot(7)));
    assertThat(core.heardAt).isEqualTo(NOW);
  }

  @Test
  void messagesLeaveInTheOrderInWhichTheCoreSaidThem() {
    say(
        out ->
            out.send(PEER, FETCH)
                .broadcast(FETCH)
                .reply(CLIENT, new Refused(Refusal.TOO_MANY_CLIENTS)));

    assertThat(egress.getAllReceived())
        .containsExactly(
            new Egress.Send(PEER, FETCH),
            new Egress.Broadcast(FETCH),
            new Egress.Reply(CLIENT, new Refused(Refusal.TOO_MANY_CLIENTS)));
  }

  @Test
  @Rule("R-DURABLE")
  void aPromiseIsStoredAfterTheMessagesBeforeItAndBeforeThoseBehindIt() {
    NoConfidence statement = new NoConfidence(PEER, View.ZERO, Bytes.EMPTY);

    say(
        out ->
            out.send(PEER, FETCH)
                .persist(new Promise.NoConfidenceSigned(statement))
                .broadcast(statement));

    assertThat(stored).containsExactly("after 1 messages");
    assertThat(egress.getAllReceived()).containsExactly(new Egress.Broadcast(statement));
  }

  @Test
  void aRoleThatCannotStoreItsPromiseFailsBeforeItSpeaks() {
    NoConfidence statement = new NoConfidence(PEER, View.ZERO, Bytes.EMPTY);
    RoleEnvironment broken =
        new RoleEnvironment(
            () -> NOW,
            egress.getRef(),
            promise -> {
              throw new IllegalStateException("disk full");
            },
            NodeListener.NONE);
    BehaviorTestKit<RoleCommand<ToBackup>> kit =
        BehaviorTestKit.create(Backup.create(core, () -> track, () -> frozen, broken));
    core.next =
        new Outputs()
            .persist(new Promise.NoConfidenceSigned(statement))
            .broadcast(statement)
            .drain();

    assertThatThrownBy(() -> kit.run(new RoleCommand.Input<>(new RoleMessage.Started())))
        .hasMessage("disk full");
    assertThat(egress.getAllReceived()).isEmpty();
  }

  @Test
  void whatACoreTellsReachesEveryRoleThatItIsFor() {
    RoleMessage stable = new RoleMessage.Stabilized(new Slot(16), DIGEST);
    RoleMessage progress = new RoleMessage.Progress(new Slot(1), new Slot(1), Slot.ZERO, Slot.ZERO);
    RoleMessage suspicion = new RoleMessage.Suspect(View.ZERO, new Suspicion.PrimaryFaulty("test"));

    say(out -> out.tell(stable).tell(progress).tell(suspicion));

    assertThat(backup.getAllReceived()).containsExactly(new RoleCommand.Input<>((ToBackup) stable));
    assertThat(executor.getAllReceived())
        .containsExactly(new RoleCommand.Input<>((ToExecutor) stable));
    assertThat(primary.getAllReceived())
        .containsExactly(new RoleCommand.Input<>((ToPrimary) progress));
    assertThat(manager.getAllReceived())
        .containsExactly(new RoleCommand.Input<>((ToViewChangeManager) suspicion));
    assertThat(checkpointer.getAllReceived()).isEmpty();
  }

  @Test
  void aRoleThatSpeaksBeforeItKnowsTheOthersFails() {
    BehaviorTestKit<RoleCommand<ToBackup>> kit =
        BehaviorTestKit.create(Backup.create(core, () -> track, () -> frozen, environment));
    core.next = new Outputs().tell(new RoleMessage.Executed(new Slot(1))).drain();

    assertThatThrownBy(() -> kit.run(new RoleCommand.Input<>(new RoleMessage.Started())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before it was told of the others");
  }

  @Test
  void timersAreKeyedAndComeBackAsInputs() {
    TimerKey key = new TimerKey.VoteExchange(new Slot(3));

    BehaviorTestKit<RoleCommand<ToBackup>> kit =
        say(out -> out.startTimer(key, Duration.ofSeconds(3)));

    Effect.TimerScheduled<?> started = kit.expectEffectClass(Effect.TimerScheduled.class);
    assertThat(started.key()).isEqualTo(key);
    assertThat(started.duration()).isEqualTo(Duration.ofSeconds(3));
    assertThat(started.msg()).isEqualTo(new RoleCommand.Input<>(new RoleMessage.TimerFired(key)));
    core.next = new Outputs().stopTimer(key).drain();
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.expectEffectClass(Effect.TimerCancelled.class).key()).isEqualTo(key);
  }

  @Test
  void reportsReachTheListener() {
    Event event = new Event.CaughtUp(new Slot(9));

    say(out -> out.report(event));

    assertThat(events).containsExactly(event);
  }

  @Test
  @Rule("R-TRACK")
  void theBackupsBehaviorIsTheTrack() {
    BehaviorTestKit<RoleCommand<ToBackup>> kit = backup();
    assertThat(kit.currentBehavior().toString()).contains("Backup$Speculative@");

    track = Track.AGREED;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Backup$Agreed@");

    track = Track.SPECULATIVE;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Backup$Speculative@");
  }

  @Test
  @Rule("R-FROZEN")
  void theBackupsBehaviorIsFrozenBetweenTwoViews() {
    BehaviorTestKit<RoleCommand<ToBackup>> kit = backup();

    frozen = true;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Backup$Frozen@");

    track = Track.AGREED;
    frozen = false;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Backup$Agreed@");
  }

  @Test
  @Rule("R-ORDER")
  void thePrimarysBehaviorSaysWhetherItMayOrder() {
    BehaviorTestKit<RoleCommand<ToPrimary>> kit =
        BehaviorTestKit.create(
            Primary.create(
                new Scripted<>(),
                () -> leading,
                () -> heldBack,
                environment,
                TestInbox.<LastInLine.Turn<?>>create().getRef()));
    assertThat(kit.currentBehavior().toString()).contains("Primary$Ordering@");

    heldBack = true;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Primary$HeldBack@");

    heldBack = false;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Primary$Ordering@");

    leading = false;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Primary$StandingBy@");

    leading = true;
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    assertThat(kit.currentBehavior().toString()).contains("Primary$Ordering@");
  }

  @Test
  void executorCheckpointerAndViewChangeManagerFeedTheirCores() {
    Scripted<ToExecutor> execution = new Scripted<>();
    Scripted<ToCheckpointer> checkpoint = new Scripted<>();
    Scripted<ToViewChangeManager> suspicion = new Scripted<>();

    BehaviorTestKit.create(Executor.create(execution, environment))
        .run(new RoleCommand.Input<>(new RoleMessage.StopAnswering(new Slot(1))));
    BehaviorTestKit.create(Checkpointer.create(checkpoint, environment))
        .run(new RoleCommand.Input<>(new RoleMessage.Committed(new Slot(16), DIGEST)));
    BehaviorTestKit.create(ViewChangeManager.create(suspicion, environment))
        .run(new RoleCommand.Input<>(new RoleMessage.Started()));

    assertThat(execution.heard).containsExactly(new RoleMessage.StopAnswering(new Slot(1)));
    assertThat(checkpoint.heard).containsExactly(new RoleMessage.Committed(new Slot(16), DIGEST));
    assertThat(suspicion.heard).containsExactly(new RoleMessage.Started());
  }

  private BehaviorTestKit<RoleCommand<ToBackup>> say(UnaryOperator<Outputs> outputs) {
    BehaviorTestKit<RoleCommand<ToBackup>> kit = backup();
    core.next = outputs.apply(new Outputs()).drain();
    kit.run(new RoleCommand.Input<>(new RoleMessage.Started()));
    return kit;
  }

  private BehaviorTestKit<RoleCommand<ToBackup>> backup() {
    BehaviorTestKit<RoleCommand<ToBackup>> kit =
        BehaviorTestKit.create(Backup.create(core, () -> track, () -> frozen, environment));
    kit.run(new RoleCommand.Join<>(roles));
    return kit;
  }
}
