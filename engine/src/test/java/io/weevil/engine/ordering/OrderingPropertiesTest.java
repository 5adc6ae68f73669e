package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/**
 * A backup under a Byzantine primary, a Byzantine replica and Byzantine clients that say whatever
 * they like, in any order. What it is fed is drawn at random; what must hold is {@link
 * OrderingInvariants} and {@link Durability}, after every input: exactly once, one history, one
 * vote, never beyond the window, nothing sent that is not stored.
 */
@Rule({"R-ACCEPT", "R-VOTE", "R-DURABLE"})
class OrderingPropertiesTest {

  private static final TestGroup GROUP = BackupHarness.group();
  private static final int CLIENTS = 2;
  private static final int NUMBERS = 30;
  private static final Request[][] REQUESTS = new Request[CLIENTS][NUMBERS];
  private static final ClientId CLIENT;

  static {
    for (int client = 0; client < CLIENTS; client++) {
      Caller caller = new Caller(GROUP.client("client " + client));
      Arrays.setAll(REQUESTS[client], i -> caller.next());
    }
    CLIENT = REQUESTS[0][0].client();
  }

  @Property(tries = 60)
  @Label(
      "whatever a Byzantine primary orders, no request is taken twice, and no vote is against"
          + " another")
  void neverTwice(@ForAll long seed) {
    Chaos chaos = new Chaos(new Random(seed));
    for (int i = 0; i < 100; i++) {
      chaos.step();
    }
  }

  @Property(tries = 20)
  @Label(
      "whatever one liar says beside a correct primary, nobody is suspected, and all is committed")
  void aLiarHarmsNobody(@ForAll long seed) {
    Random random = new Random(seed);
    BackupHarness replica = new BackupHarness(GROUP, 1);
    Orders orders = new Orders(GROUP);
    Orders lies = orders.fork();
    for (long number = 1; number <= 8; number++) {
      Request request = REQUESTS[0][(int) number - 1];
      OrderReq order =
          orders.next(random.nextBoolean() ? Track.AGREED : Track.SPECULATIVE, request);
      lies.next(REQUESTS[1][(int) number - 1]);
      List<Runnable> inputs = new ArrayList<>();
      long slot = number;
      List<Step> steps = new ArrayList<>();
      inputs.add(() -> steps.add(replica.hears(order)));
      inputs.add(() -> steps.add(replica.hearsPrepares(orders, slot, 0, 2)));
      inputs.add(() -> steps.add(replica.hearsCommits(orders, slot, 0, 2)));
      inputs.add(() -> steps.add(replica.hearsPrepares(lies, slot, 3)));
      inputs.add(() -> steps.add(replica.hearsCommits(lies, slot, 3)));
      inputs.add(() -> steps.add(replica.hears(3, orders.swapped(slot, REQUESTS[1][8]))));
      inputs.add(
          () -> steps.add(replica.hearsFaulty(3, orders.swapped(slot, REQUESTS[1][8]), true)));
      inputs.add(
          () -> steps.add(replica.hears(3, new Misbehavior(order.header(), order.header()))));
      Collections.shuffle(inputs, random);
      inputs.forEach(Runnable::run);
      assertThat(steps).allMatch(step -> step.suspicions().isEmpty());
      assertThat(replica.committed()).isEqualTo(slot);
      if (slot % 4 == 0) {
        replica.stabilizes(orders, slot);
      }
    }
  }

  /** One of the histories that the primary tells, and where each client's order stands in it. */
  private record Branch(Orders orders, long[] taken) {

    Branch fork() {
      return new Branch(orders.fork(), taken.clone());
    }

    /** Mostly what a correct primary would order. */
    OrderReq propose(Random random) {
      Request[] requests = new Request[1 + random.nextInt(2)];
      boolean correct = true;
      for (int i = 0; i < requests.length; i++) {
        int client = random.nextInt(CLIENTS);
        boolean next = random.nextInt(12) > 0 && taken[client] < NUMBERS;
        requests[i] = REQUESTS[client][next ? (int) taken[client]++ : random.nextInt(NUMBERS)];
        correct &= next;
      }
      Track track = random.nextBoolean() ? Track.AGREED : Track.SPECULATIVE;
      Duration ahead = Duration.ofSeconds(random.nextInt(20) == 0 ? 60 : 0);
      return correct && ahead.isZero() || random.nextInt(8) == 0
          ? orders.next(track, TestGroup.NOW.plus(ahead), requests)
          : orders.propose(track, TestGroup.NOW.plus(ahead), requests);
    }
  }

  /** Draws inputs: from a few histories that share a beginning, and from nowhere. */
  private static final class Chaos {

    private final Random random;
    private final BackupHarness replica = new BackupHarness(GROUP, 1);
    private final List<Branch> branches =
        new ArrayList<>(List.of(new Branch(new Orders(GROUP), new long[CLIENTS])));

    Chaos(Random random) {
      this.random = random;
    }

    void step() {
      Branch branch = branches.get(random.nextInt(branches.size()));
      Orders orders = branch.orders();
      int peer = List.of(0, 2, 3).get(random.nextInt(3));
      long slot = Math.max(1, replica.accepted() - 1 + random.nextInt(5));
      boolean known = slot <= orders.last().number();
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> replica.hears(peer, branch.propose(random));
        case 5 -> replica.hearsFaulty(peer, branch.propose(random), random.nextInt(8) == 0);
        case 6 -> {
          if (branches.size() < 4) {
            branches.add(branch.fork());
          }
        }
        case 7 -> replica.isAsked(REQUESTS[random.nextInt(CLIENTS)][random.nextInt(NUMBERS)]);
        case 8 -> replica.fires(new TimerKey.StatusPeriod());
        case 9 -> {
          replica.hears(peer, new FillHole(View.ZERO, new Slot(slot), new Slot(Long.MAX_VALUE)));
          replica.hears(
              peer,
              new Status(View.ZERO, View.ZERO, Slot.ZERO, new Slot(slot), Slot.ZERO, Slot.ZERO));
        }
        default -> {
          if (known) {
            says(orders, slot, peer);
          }
        }
      }
    }

    /** Something about a slot of this history. */
    private void says(Orders orders, long slot, int peer) {
      switch (random.nextInt(8)) {
        case 0, 1 -> replica.hears(peer, orders.at(slot));
        case 2, 3 -> replica.hearsPrepares(orders, slot, peer);
        case 4, 5 -> replica.hearsCommits(orders, slot, peer);
        case 6 -> replica.hears(CLIENT, new CommitCertificate(1, certificate(orders, slot)));
        default -> {
          if (slot % 4 == 0 && random.nextBoolean() && replica.holds(orders, slot)) {
            replica.stabilizes(orders, slot);
          } else if (slot % 4 == 0) {
            replica.learnsProven(orders, slot);
          }
        }
      }
    }

    /** Its signatures are the door's business. */
    private static Certificate certificate(Orders orders, long slot) {
      return new Certificate(
          new Vote(View.ZERO, new Slot(slot), orders.historyAt(slot)), new TreeMap<>());
    }
  }
}
