package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * R-DURABLE, over every output of a replica's cores: "Before a message leaves, what it promises is
 * stored". Knows nothing of how the cores work.
 */
@Rule("R-DURABLE")
public final class Durability {

  private final ReplicaId self;
  private final int n;
  private final Set<SignedVote> votes = new HashSet<>();
  private final Set<SignedHeader> headers = new HashSet<>();
  private final Set<PeerMessage> statements = new HashSet<>();
  private final Map<View, Slot> certified = new HashMap<>();
  private final Map<View, Slot> installed = new HashMap<>();

  public Durability(ReplicaId self, int n) {
    this.self = self;
    this.n = n;
  }

  ReplicaId self() {
    return self;
  }

  public void check(List<Output> outputs) {
    for (Output output : outputs) {
      switch (output) {
        case Output.Persist(Promise promise) -> store(promise);
        case Output.Send(ReplicaId to, WireMessage message) -> leaves(message);
        case Output.Broadcast(WireMessage message) -> leaves(message);
        case Output.Reply(var to, ReplyMessage message) -> leaves(message);
        case Output.Tell(RoleMessage message) -> told(message);
        case Output.StartTimer t -> {}
        case Output.StopTimer t -> {}
        case Output.Report r -> {}
      }
    }
  }

  private void store(Promise promise) {
    switch (promise) {
      case Promise.HeaderSigned(SignedHeader header, var batch) -> headers.add(header);
      case Promise.Accepted(var header, var batch, SignedVote vote) -> votes.add(vote);
      case Promise.LogInstalled log -> {
        votes.add(log.vote());
        installed.put(log.view(), log.vote().vote().slot());
      }
      case Promise.ViewChangeSigned(PeerMessage.ViewChange s) -> statements.add(s);
      case Promise.NewViewSigned(PeerMessage.NewView s) -> statements.add(s);
      case Promise.CertificateAcknowledged(Certificate c) ->
          certified.merge(c.vote().view(), c.vote().slot(), Slot::max);
      case Promise.NoConfidenceSigned(PeerMessage.NoConfidence s) -> statements.add(s);
      case Promise.CheckpointSigned(PeerMessage.Checkpoint s) -> statements.add(s);
    }
  }

  private void leaves(WireMessage message) {
    switch (message) {
      case PeerMessage.Prepare(SignedVote vote) when vote.voter().equals(self) ->
          assertThat(votes).as("stored before PREPARE leaves").contains(vote);
      case PeerMessage.Commit(View view, Slot slot, var h) -> certificateCovers(view, slot);
      case PeerMessage.OrderReq(SignedHeader header, var batch)
          when header.header().view().primary(n).equals(self) ->
          assertThat(headers).as("stored before ORDER-REQ leaves").contains(header);
      case PeerMessage.ViewChange s when s.signer().equals(self) ->
          assertThat(statements).as("stored before VIEW-CHANGE leaves").contains(s);
      case PeerMessage.NewView s when s.view().primary(n).equals(self) ->
          assertThat(statements).as("stored before NEW-VIEW leaves").contains(s);
      case PeerMessage.NoConfidence s when s.signer().equals(self) ->
          assertThat(statements).as("stored before NO-CONFIDENCE leaves").contains(s);
      case PeerMessage.Checkpoint s when s.signer().equals(self) ->
          assertThat(statements).as("stored before CHECKPOINT leaves").contains(s);
      case ReplyMessage.LocalCommit(View view, Slot slot, var h, var no) ->
          certificateCovers(view, slot);
      case WireMessage other -> {}
    }
  }

  /** What the executor is told becomes its replies. */
  private void told(RoleMessage message) {
    if (message instanceof RoleMessage.Execute execute) {
      if (execute.vote() != null) {
        assertThat(votes).as("stored before SPEC-RESPONSE leaves").contains(execute.vote());
      }
      if (execute.grade() == Grade.CERTIFIED) {
        certificateCovers(execute.view(), execute.slot());
      }
    } else if (message instanceof RoleMessage.Standing standing) {
      certificateCovers(standing.view(), standing.certified());
      if (standing.acknowledged().isAfter(installed.getOrDefault(standing.view(), Slot.ZERO))) {
        certificateCovers(standing.view(), standing.acknowledged());
      }
    }
  }

  private void certificateCovers(View view, Slot slot) {
    assertThat(certified.getOrDefault(view, Slot.ZERO))
        .as("the certificate stored before it is acknowledged")
        .isGreaterThanOrEqualTo(slot);
  }
}
