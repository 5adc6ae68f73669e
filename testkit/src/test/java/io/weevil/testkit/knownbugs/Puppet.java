package io.weevil.testkit.knownbugs;

import static java.util.Objects.requireNonNull;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A faulty replica that a script tells, step by step, what not to say and what to show. */
final class Puppet implements Conduct {

  private BiPredicate<ReplicaId, PeerMessage> unsaid = (to, message) -> false;
  private BiFunction<ReplicaId, PeerMessage, PeerMessage> replaces = (to, message) -> message;
  private UnaryOperator<LogReport> shows = genuine -> genuine;
  private Consumer<WireMessage> listener = message -> {};
  private boolean muteToClients;
  private @Nullable FaultyReplica self;

  /** It is this replica's. */
  void take(FaultyReplica replica) {
    self = replica;
  }

  /** Its keys and its voice. */
  FaultyReplica self() {
    return requireNonNull(self);
  }

  /** From now on this is not said to whom. */
  Puppet keepsBack(BiPredicate<ReplicaId, PeerMessage> what) {
    unsaid = what;
    return this;
  }

  /** From now on it says this in place of what its node would say. */
  Puppet says(BiFunction<ReplicaId, PeerMessage, PeerMessage> instead) {
    replaces = instead;
    return this;
  }

  /** From now on its VIEW-CHANGEs show this. */
  Puppet shows(LogReport report) {
    return shows(genuine -> report);
  }

  /** From now on its VIEW-CHANGEs show what becomes of what is true. */
  Puppet shows(UnaryOperator<LogReport> lie) {
    shows = lie;
    return this;
  }

  /** From now on clients hear nothing of it, or everything. */
  Puppet isMuteToClients(boolean mute) {
    muteToClients = mute;
    return this;
  }

  /** From now on. */
  Puppet hearsWith(Consumer<WireMessage> ear) {
    listener = ear;
    return this;
  }

  @Override
  public List<? extends PeerMessage> toReplica(
      FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (unsaid.test(to, message)) {
      return List.of();
    }
    return List.of(
        message instanceof ViewChange own && own.signer().equals(self.id())
            ? self.signer().viewChange(own.view(), own.proof(), shows.apply(own.report()))
            : replaces.apply(to, message));
  }

  @Override
  public List<? extends ReplyMessage> toClient(
      FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return muteToClients ? List.of() : List.of(message);
  }

  @Override
  public void hears(FaultyReplica self, PeerAddress from, WireMessage message) {
    listener.accept(message);
  }
}
