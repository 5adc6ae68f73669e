package io.weevil.engine.ordering;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Track;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the track of each slot (R-TRACK). Either choice is safe. Adaptive: speculation until it
 * does not pay, then agreement for {@code 2^k} windows of slots, then speculation again; k grows
 * with each failure and shrinks with each success.
 *
 * <p>Clients that missed the fast path are counted as client keys, not as messages or incarnations,
 * against all that were active in this window or the last: one lying client among many cannot steer
 * the track, be it ever so quick. In the very first window nobody is known yet, and the misses are
 * judged at its end. Misses are set against the requests of this window or the last, whichever had
 * more: one pause, in which all that is under way misses, is no failure.
 */
public final class TrackGovernor {

  /** How the track is chosen. */
  public enum Mode {
    SPECULATIVE,
    AGREED,
    ADAPTIVE
  }

  /**
   * When speculation has failed.
   *
   * @param windowSlots slots in a window; at least 1
   * @param missedShare the share of a window's active clients, and of its requests, at least 0 and
   *     less than 1, above which speculation has failed
   * @param minMisses misses in a window before it can fail, so that a hiccup costs nothing; at
   *     least 1
   */
  public record Settings(Mode mode, int windowSlots, double missedShare, int minMisses) {
    public static final Settings DEFAULT = new Settings(Mode.ADAPTIVE, 64, 0.5, 16);

    public Settings {
      if (windowSlots < 1 || minMisses < 1) {
        throw new IllegalArgumentException(
            "track.window-slots and track.min-misses must be at least 1");
      }
      if (!(missedShare >= 0 && missedShare < 1)) {
        throw new IllegalArgumentException("track.missed-share must be at least 0 and less than 1");
      }
    }
  }

  /** A decision and its reason. */
  public record Switch(Track track, String reason) {}

  private static final int MAX_EXPONENT = 10;

  private final Settings settings;

  /** How many silent replicas the fast path bears: c. */
  private final int bearable;

  /** Client keys with requests in the last window, and in this one. */
  private Set<Digest> activeBefore = Set.of();

  private Set<Digest> active = new HashSet<>();
  private final Set<Digest> missed = new HashSet<>();
  private int misses;

  /** Requests ordered in this window, and in one like the last. */
  private long requests;

  private long requestsBefore;

  /** Slots ordered in this window. */
  private int slots;

  private int silent;
  private Track track;
  private int exponent;

  /** Slots until this window, or this stretch of agreement, ends. */
  private long remaining;

  private @Nullable Switch pending;

  /**
   * @param bearable c of the group: so many silent replicas do not keep a request from the fast
   *     path
   */
  public TrackGovernor(Settings settings, int bearable) {
    this.settings = settings;
    this.bearable = bearable;
    this.track = settings.mode() == Mode.AGREED ? Track.AGREED : Track.SPECULATIVE;
    this.remaining = settings.windowSlots();
  }

  public Track track() {
    return track;
  }

  /** A client needed its second phase, or a retransmission. */
  public void onMissed(ClientId client) {
    if (track == Track.SPECULATIVE) {
      missed.add(client.key());
      misses++;
      judge(!activeBefore.isEmpty());
    }
  }

  /** So many replicas are known to be silent now. */
  public void onSilent(int replicas) {
    silent = replicas;
    judge(false);
  }

  /** A slot was ordered with requests of these clients, each as often as it has some. */
  public void onOrdered(Collection<ClientId> clients) {
    clients.forEach(client -> active.add(client.key()));
    requests += clients.size();
    slots++;
    remaining--;
    if (remaining <= 0) {
      endWindow();
    }
  }

  /** The switch decided since the last call, or null. */
  public @Nullable Switch takeSwitch() {
    Switch taken = pending;
    pending = null;
    return taken;
  }

  /**
   * @param missesCount whether enough is known of the active clients to judge the misses
   */
  private void judge(boolean missesCount) {
    if (settings.mode() != Mode.ADAPTIVE || track == Track.AGREED) {
      return;
    }
    Set<Digest> population = new HashSet<>(activeBefore);
    population.addAll(active);
    if (silent > bearable) {
      agree(silent + (silent == 1 ? " replica is silent" : " replicas are silent"));
    } else if (missesCount
        && misses >= settings.minMisses()
        && misses > settings.missedShare() * Math.max(requests, requestsBefore)
        && missed.size() > settings.missedShare() * population.size()) {
      agree(missed.size() + " of " + population.size() + " active clients missed the fast path");
    }
  }

  private void agree(String reason) {
    enter(Track.AGREED, (long) settings.windowSlots() << exponent, reason);
    exponent = Math.min(exponent + 1, MAX_EXPONENT);
  }

  private void endWindow() {
    if (track == Track.SPECULATIVE) {
      judge(true);
    }
    if (remaining > 0) {
      return; // a stretch of agreement has just begun
    }
    if (settings.mode() == Mode.ADAPTIVE && track == Track.SPECULATIVE) {
      exponent = Math.max(0, exponent - 1);
    }
    if (settings.mode() == Mode.ADAPTIVE && track == Track.AGREED && silent <= bearable) {
      enter(Track.SPECULATIVE, settings.windowSlots(), "the agreed stretch has ended");
    } else {
      enterWindow(settings.windowSlots());
    }
  }

  private void enter(Track next, long slots, String reason) {
    track = next;
    pending = new Switch(next, reason);
    enterWindow(slots);
  }

  private void enterWindow(long length) {
    activeBefore = active;
    active = new HashSet<>();
    missed.clear();
    misses = 0;
    requestsBefore = slots == 0 ? 0 : requests * settings.windowSlots() / slots;
    requests = 0;
    slots = 0;
    remaining = length;
  }
}
