package io.weevil.testkit.transfer;

import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.checkpoint.CheckpointCore;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.state.StateStore;
import io.weevil.testkit.simulation.SimulatedKeys;
import java.util.ArrayList;
import java.util.List;

/** A replica of which only the checkpointer is there, behind a door as in production. */
final class TransferNode {

  /** A sealed message under way. */
  record Frame(ReplicaId to, byte[] bytes) {}

  private final CheckpointCore core;
  private final Opener opener;
  private final Sealer sealer;
  private final ReplicaSigner signer;

  /** What it told its other roles and operators. */
  private final List<Output> others = new ArrayList<>();

  TransferNode(SimulatedKeys keys, ReplicaId self, StateStore store) {
    GroupConfiguration group = keys.group();
    Identity identity = keys.replica(self);
    KeyAgreement agreement = identity.agreement(group.digest());
    ReplicaKeys replicaKeys = new ReplicaKeys(self, group, agreement);
    this.opener =
        new Opener(
            self,
            group,
            replicaKeys,
            agreement,
            new Ed25519Verifier(),
            new ClientSessions(group.limits()));
    this.sealer = new Sealer(group, replicaKeys);
    this.signer = new ReplicaSigner(self, group.digest(), identity.signer());
    this.core = new CheckpointCore(group, signer, store);
  }

  ReplicaSigner signer() {
    return signer;
  }

  List<Output> others() {
    return others;
  }

  List<Frame> receive(byte[] frame, Timestamp now) {
    Wire wire = WireFormat.fromBytes(frame);
    return switch (opener.open(wire, now)) {
      case Opened.Accepted(var verified) -> on(new RoleMessage.Received(verified), now);
      case Opened other -> throw new IllegalStateException("refused: " + other);
    };
  }

  List<Frame> on(ToCheckpointer input, Timestamp now) {
    List<Frame> frames = new ArrayList<>();
    for (Output output : core.on(input, now)) {
      if (output instanceof Output.Send(ReplicaId to, var message)) {
        frames.add(new Frame(to, WireFormat.toBytes(sealer.encode(message).to(to))));
      } else {
        others.add(output);
      }
    }
    return frames;
  }
}
