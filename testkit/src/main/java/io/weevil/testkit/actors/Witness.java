package io.weevil.testkit.actors;

import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.PromiseStore;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.authentication.Opened.Refused;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.world.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a replica reports, refuses and promises. It keeps the log that the promises amount to,
 * and finds out at once when two of them contradict each other (protocol.md, section 10, invariant
 * 3).
 */
public final class Witness implements NodeListener, PromiseStore {

  private record Voted(View view, Slot slot) {}

  private final ReplicaId replica;
  private final List<Event> events = new ArrayList<>();
  private final List<Refused> refusals = new ArrayList<>();
  private final NavigableMap<Slot, Digest> log = new TreeMap<>();
  private final Map<Voted, Digest> votes = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Process process;
  private final Observers observers;
  private View view = View.ZERO;

  /**
   * @param process what it does once that has crashed is not seen
   */
  Witness(ReplicaId replica, Process process, Observers observers) {
    this.replica = replica;
    this.process = process;
    this.observers = observers;
  }

  public ReplicaId replica() {
    return replica;
  }

  @Override
  public synchronized void onEvent(Event event) {
    if (process.isCrashed()) {
      return;
    }
    events.add(event);
    if (event instanceof Event.StateInstalled) {
      log.clear(); // it goes on from what others did
    }
    observers.tell(o -> o.onEvent(replica, event));
  }

  @Override
  public synchronized void onRefused(Refused refused) {
    if (!process.isCrashed()) {
      refusals.add(refused);
    }
  }

  @Override
  public synchronized void store(Promise promise) {
    if (process.isCrashed()) {
      return;
    }
    switch (promise) {
      case Promise.Accepted(var header, Batch batch, @Nullable SignedVote vote) -> {
        log.put(header.header().slot(), batch.digest());
        note(vote);
      }
      case Promise.LogInstalled(
              View installed,
              Slot common,
              List<Batch> batches,
              SignedVote vote) ->
          onInstalled(installed, common, batches, vote);
      case Promise.HeaderSigned p -> {}
      case Promise.CertificateAcknowledged p -> {}
      case Promise.ViewChangeSigned p -> {}
      case Promise.NewViewSigned p -> {}
      case Promise.NoConfidenceSigned p -> {}
      case Promise.CheckpointSigned p -> {}
    }
    observers.tell(o -> o.onPromise(replica, promise));
  }

  private void onInstalled(View installed, Slot common, List<Batch> batches, SignedVote vote) {
    if (installed.compareTo(view) <= 0) {
      contradictions.add(installed + " is installed in " + view);
    }
    view = installed;
    log.tailMap(common, false).clear();
    Slot slot = common;
    for (Batch batch : batches) {
      slot = slot.next();
      log.put(slot, batch.digest());
    }
    note(vote);
  }

  private void note(@Nullable SignedVote vote) {
    if (vote == null) {
      return;
    }
    Voted key = new Voted(vote.vote().view(), vote.vote().slot());
    Digest before = votes.putIfAbsent(key, vote.vote().history());
    if (before != null && !before.equals(vote.vote().history())) {
      contradictions.add("two votes for " + key.slot() + " of " + key.view());
    }
  }

  /** What it has reported, in order. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** What it has reported of this kind, in order. */
  public synchronized <E extends Event> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What its door has refused, in order. */
  public synchronized List<Refused> refusals() {
    return List.copyOf(refusals);
  }

  /** How many messages its door has refused for this cause. */
  public synchronized long refused(Cause cause) {
    return refusals.stream().filter(r -> r.cause() == cause).count();
  }

  /** How many messages had no effect for a reason that contains this text. */
  public synchronized long ignored(String reason) {
    return events.stream()
        .filter(e -> e instanceof Event.Ignored i && i.reason().contains(reason))
        .count();
  }

  /** How many messages of the same kind as this one had no effect for just this reason. */
  public synchronized long ignored(PeerMessage message, String reason) {
    MessageKind kind = MessageKind.of(message);
    return events.stream()
        .filter(e -> e instanceof Event.Ignored i && i.kind() == kind && i.reason().equals(reason))
        .count();
  }

  /** The view whose log it has installed last. */
  public synchronized View view() {
    return view;
  }

  /**
   * The digests of the batches that it has accepted, as of now; none from before a fetched state.
   */
  public synchronized NavigableMap<Slot, Digest> log() {
    return new TreeMap<>(log);
  }

  /** Promises that no correct replica makes; empty unless something is wrong. */
  public synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }
}
