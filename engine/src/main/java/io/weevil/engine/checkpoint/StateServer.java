package io.weevil.engine.checkpoint;

import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.TimerKey;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers STATE_REQUESTs (R-STATE). A request is small and its answer large: what one peer is sent
 * in a period is bounded, so that serving a state leaves the network to ordering. What is asked
 * beyond that waits for the next period.
 */
final class StateServer {

  private final ServedStates states;
  private final TransferPolicy policy;
  private final Outputs outputs;

  /** Bytes sent to each peer in this period. */
  private final Map<ReplicaId, Long> sent = new HashMap<>();

  /** Requests for later periods; of each peer twice chunks-per-peer at most. */
  private final Map<ReplicaId, Deque<StateRequest>> waiting = new HashMap<>();

  /** Whether the end of this period is awaited. */
  private boolean timed;

  StateServer(ServedStates states, TransferPolicy policy, Outputs outputs) {
    this.states = states;
    this.policy = policy;
    this.outputs = outputs;
  }

  void onRequest(ReplicaId peer, StateRequest r, Timestamp now) {
    if (!timed) {
      timed = true;
      outputs.startTimer(new TimerKey.StateServing(), policy.servingPeriod());
    }
    if (sent.getOrDefault(peer, 0L) < policy.servedBytes()) {
      answer(peer, r, now);
    } else {
      keepWaiting(peer, r);
    }
  }

  private void keepWaiting(ReplicaId peer, StateRequest r) {
    Deque<StateRequest> queue = waiting.computeIfAbsent(peer, p -> new ArrayDeque<>());
    if (queue.size() < 2 * policy.chunksPerPeer()) {
      queue.add(r);
    } else {
      outputs.ignore(CheckpointCore.NAME, r, "its sender asks for more than it can be sent");
    }
  }

  /** A new period. */
  void onPeriod(Timestamp now) {
    timed = false;
    sent.clear();
    Map<ReplicaId, Deque<StateRequest>> held = Map.copyOf(waiting);
    waiting.clear();
    held.forEach((peer, queue) -> queue.forEach(r -> onRequest(peer, r, now)));
  }

  private void answer(ReplicaId peer, StateRequest r, Timestamp now) {
    StatePart part = find(peer, r, now);
    sent.merge(peer, part == null ? 0L : part.content().size(), Long::sum);
    outputs.send(peer, new StateChunk(r.slot(), r.chunk(), part));
  }

  private @Nullable StatePart find(ReplicaId peer, StateRequest r, Timestamp now) {
    try {
      return states.find(peer, r, now);
    } catch (UncheckedIOException failure) {
      outputs.report(new Event.StateStoreFailed(r.slot(), String.valueOf(failure.getMessage())));
      return null;
    }
  }
}
