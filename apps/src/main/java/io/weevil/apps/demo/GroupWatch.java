package io.weevil.apps.demo;

import io.weevil.apps.client.KeyValueClient;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches, by asking now and then, which view the group is in and on which track its primary
 * orders. What changes back between two looks is missed.
 */
public final class GroupWatch implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final KeyValueClient client;
  private final int n;
  private final Consumer<SortedMap<ReplicaId, StatusReport>> looks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("group-watch").factory());
  private View view = View.ZERO;
  private Track track = Track.SPECULATIVE;
  private int switches;

  /**
   * @param n replicas in the group
   */
  GroupWatch(KeyValueClient client, int n) {
    this(client, n, reports -> {});
  }

  /**
   * @param n replicas in the group
   * @param looks gets what each look showed, one after the other
   */
  public GroupWatch(
      KeyValueClient client, int n, Consumer<SortedMap<ReplicaId, StatusReport>> looks) {
    this.client = client;
    this.n = n;
    this.looks = looks;
  }

  public GroupWatch start() {
    timer.execute(this::look);
    return this;
  }

  private void look() {
    client
        .status(PATIENCE)
        .whenComplete(
            (reports, failure) -> {
              if (reports != null) {
                learn(reports);
                looks.accept(reports);
              }
              lookAgain();
            });
  }

  private void lookAgain() {
    if (!timer.isShutdown()) {
      timer.schedule(this::look, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Takes the primary's word for the track: it is the one that chooses (R-TRACK). */
  synchronized void learn(SortedMap<ReplicaId, StatusReport> reports) {
    Optional<View> highest =
        reports.values().stream().map(StatusReport::view).max(Comparator.naturalOrder());
    if (highest.isEmpty() || highest.get().compareTo(view) < 0) {
      return;
    }
    view = highest.get();
    StatusReport primary = reports.get(view.primary(n));
    if (primary != null && primary.view().equals(view) && primary.track() != track) {
      track = primary.track();
      switches++;
    }
  }

  public synchronized View view() {
    return view;
  }

  synchronized Track track() {
    return track;
  }

  synchronized int switches() {
    return switches;
  }

  public synchronized ReplicaId primary() {
    return view.primary(n);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
