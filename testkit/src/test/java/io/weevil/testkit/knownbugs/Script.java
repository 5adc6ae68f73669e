package io.weevil.testkit.knownbugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A scene that goes by a script: which messages a slow network keeps back, and what an adversary
 * that reads everything on the network can make of the votes that it has seen.
 */
final class Script implements AutoCloseable {

  static final Slot ONE = new Slot(1);
  static final Slot TWO = new Slot(2);

  private final Scene scene;
  private final WireCodec codec;
  private final Link usual;
  private final List<Predicate<Said>> lost = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();

  /** Every vote that has left a machine. */
  private final Map<Vote, SortedMap<ReplicaId, Bytes>> votes = new LinkedHashMap<>();

  Script(int f, int c, long seed) {
    this(SimulationSettings.of(f, c).with(Scene.SMALL), seed);
  }

  Script(SimulationSettings settings, long seed) {
    this(Scene.seeded(settings, seed));
  }

  Script(Scene scene) {
    this.scene = scene;
    this.codec =
        new WireCodec(group().configuration().limits(), group().configuration().quorums().n());
    this.usual = group().link();
    group().tap(this::onSent);
    group().use(this::carry);
  }

  Scene scene() {
    return scene;
  }

  ActorGroup group() {
    return scene.group();
  }

  private void onSent(PeerAddress from, PeerAddress to, Wire wire) {
    if (decode(wire) instanceof WireMessage message) {
      said.add(new Said(from, to, wire, message));
      switch (message) {
        case ReplyMessage.SpecResponse r -> note(r.vote());
        case PeerMessage.Prepare(SignedVote vote) -> note(vote);
        default -> {}
      }
    }
  }

  private @Nullable WireMessage decode(Wire wire) {
    try {
      return codec.decode(wire.kind(), wire.body());
    } catch (io.weevil.engine.message.MalformedMessageException nonsense) {
      return null;
    }
  }

  private void note(@Nullable SignedVote vote) {
    if (vote != null) {
      votes.computeIfAbsent(vote.vote(), v -> new TreeMap<>()).put(vote.voter(), vote.signature());
    }
  }

  private List<Link.Delivery> carry(PeerAddress from, PeerAddress to, Wire wire) {
    boolean isLost = false;
    if (!lost.isEmpty() && decode(wire) instanceof WireMessage message) {
      Said each = new Said(from, to, wire, message);
      isLost = lost.stream().anyMatch(rule -> rule.test(each));
    }
    return isLost ? List.of() : usual.carry(from, to, wire);
  }

  /** From now on, what it did lose arrives, and this is lost. */
  @SafeVarargs
  final void lose(Predicate<Said>... rules) {
    lost.clear();
    for (Predicate<Said> rule : rules) {
      lost.add(rule);
    }
  }

  /** From now on everything arrives. */
  void heal() {
    lost.clear();
  }

  /** All that has left a machine, lost on its way or not. */
  List<Said> said() {
    return List.copyOf(said);
  }

  Puppet puppet(int replica) {
    Puppet puppet = new Puppet();
    puppet.take(group().corrupt(replica, puppet));
    return puppet;
  }

  /** Votes of this view that replicas have signed which are not faulty. */
  List<Vote> honestVotes(long view) {
    return votes.entrySet().stream()
        .filter(e -> e.getKey().view().equals(new View(view)))
        .filter(e -> e.getValue().keySet().stream().anyMatch(r -> !group().isFaulty(r.index())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A certificate that can be made of votes that were sent to anyone, if there is one. */
  Optional<Certificate> certificate(long view, Slot slot) {
    int enough = group().configuration().quorums().certify();
    return votes.entrySet().stream()
        .filter(e -> e.getKey().view().number() == view && e.getKey().slot().equals(slot))
        .filter(e -> e.getValue().size() >= enough)
        .map(e -> new Certificate(e.getKey(), firstOf(e.getValue(), enough)))
        .findFirst();
  }

  /** All that certificates can be made for. */
  List<Vote> certified() {
    int enough = group().configuration().quorums().certify();
    return votes.entrySet().stream()
        .filter(e -> e.getValue().size() >= enough)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static SortedMap<ReplicaId, Bytes> firstOf(SortedMap<ReplicaId, Bytes> all, int enough) {
    SortedMap<ReplicaId, Bytes> some = new TreeMap<>(all);
    while (some.size() > enough) {
      some.remove(some.lastKey());
    }
    return some;
  }

  /** {@code h} after these batches, from the first slot on. */
  Digest history(List<Digest> batches) {
    Digest history = group().configuration().digest();
    Slot slot = ONE;
    for (Digest batch : batches) {
      history = Digests.chain(history, slot, batch);
      slot = slot.next();
    }
    return history;
  }

  /** What a VIEW-CHANGE shows that claims this log, and no certificate. */
  static LogReport log(long logView, Digest... batches) {
    return new LogReport(null, new View(logView), List.of(batches), null);
  }

  /** The same with a certificate and what that covers. */
  static LogReport log(
      long logView, List<Digest> batches, Certificate certificate, Digest... covered) {
    return new LogReport(
        null, new View(logView), batches, new CertifiedLog(certificate, List.of(covered)));
  }

  /** Whose VIEW-CHANGEs the first NEW-VIEW of this view is computed from, in order. */
  List<Integer> signersOf(long view) {
    return said.stream()
        .map(Said::message)
        .filter(m -> m instanceof NewView v && v.view().number() == view)
        .map(m -> ((NewView) m).viewChanges().stream().map(v -> v.signer().index()).toList())
        .findFirst()
        .orElseThrow();
  }

  /** The batch at this slot of a replica's log; null for none. */
  @Nullable Digest batch(int replica, Slot slot) {
    return group().witness(replica).log().get(slot);
  }

  /** What the correct replicas have there, in any order. */
  List<Digest> batches(Slot slot) {
    List<Digest> found = new ArrayList<>();
    group().correct().forEach(w -> found.add(w.log().get(slot)));
    return found;
  }

  void await(BooleanSupplier condition, Duration limit) {
    assertThat(group().runUntil(condition, limit)).as(scene.state()).isTrue();
  }

  /** Everybody that is correct works in this view, or in a later one. */
  void awaitView(long view) {
    await(() -> scene.allIn(view), Duration.ofSeconds(30));
  }

  /**
   * A change of views begins: somebody asks for what does not get ordered, until all are in the
   * view.
   */
  void changeTo(long view) {
    group().newClient().newCaller().call(Scene.put("y", "for-view-" + view));
    awaitView(view);
  }

  /** All is well again: every call ends in time, and what was told to anyone holds. */
  void assertEndsWell() {
    heal();
    scene.assertEndsWell(Duration.ofSeconds(90));
  }

  @Override
  public void close() {
    scene.close();
  }

  static Predicate<Said> kinds(MessageKind... kinds) {
    return said -> said.isOneOf(kinds);
  }
}
