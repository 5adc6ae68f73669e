package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A conduct that takes some of its chances to do wrong, and counts what it does. Each instance
 * stands for one replica.
 */
abstract class Mischief implements Conduct {

  private final Means means;
  private final boolean twoFaced;
  private @Nullable PeerMessage lastGenuine;
  private List<? extends PeerMessage> lastSaid = List.of();

  Mischief(Means means) {
    this.means = means;
    this.twoFaced = means.random().nextBoolean();
  }

  final SplittableRandom random() {
    return means.random();
  }

  final Means means() {
    return means;
  }

  final Conspiracy conspiracy() {
    return means.conspiracy();
  }

  /** Whether to do wrong now. */
  final boolean strikes() {
    return means.random().nextDouble() < means.intensity();
  }

  final void did(String what) {
    means.deeds().did(what);
  }

  /** Says {@code lie} in place of what it should. */
  final <T> List<T> instead(String what, T lie) {
    did(what);
    return List.of(lie);
  }

  /** Says nothing at all. */
  final <T> List<T> nothing(String what) {
    did(what);
    return List.of();
  }

  /** Says both. */
  final <T> List<T> also(String what, T genuine, T more) {
    did(what);
    return List.of(genuine, more);
  }

  /** One liar tells everyone the same lie, another one each his own. */
  final List<? extends PeerMessage> toAll(
      PeerMessage genuine, Supplier<List<? extends PeerMessage>> lie) {
    if (twoFaced || !genuine.equals(lastGenuine)) {
      lastSaid = lie.get();
      lastGenuine = genuine;
    }
    return lastSaid;
  }

  static boolean leads(FaultyReplica self, View view) {
    return view.primary(self.group().n()).equals(self.id());
  }

  /** One of them. */
  final <T> T any(List<T> choices) {
    return choices.get(random().nextInt(choices.size()));
  }

  @Override
  public final List<? extends PeerMessage> toReplica(
      FaultyReplica self, ReplicaId to, PeerMessage message) {
    conspiracy().votes().lend(self.signer());
    conspiracy().overhear(message);
    return say(self, to, message);
  }

  @Override
  public final List<? extends ReplyMessage> toClient(
      FaultyReplica self, PeerAddress to, ReplyMessage message) {
    conspiracy().overhear(message);
    return say(self, to, message);
  }

  @Override
  public final void hears(FaultyReplica self, PeerAddress from, WireMessage message) {
    conspiracy().votes().lend(self.signer());
    conspiracy().overhear(message);
    listen(self, from, message);
  }

  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    return List.of(message);
  }

  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return List.of(message);
  }

  void listen(FaultyReplica self, PeerAddress from, WireMessage message) {}
}
