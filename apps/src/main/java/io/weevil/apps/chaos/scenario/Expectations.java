package io.weevil.apps.chaos.scenario;

import io.weevil.engine.model.Track;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What must hold beside safety, which always must.
 *
 * @param callsEndWithin since a call was made and since the last fault ended
 * @param maxUnknown calls that may end without a known outcome
 * @param minAnswered calls that must have been answered
 * @param minSpeculativeShare of the answers, 0 … 1
 * @param tracks on which the primary must have been seen
 * @param learners exactly these replicas are learners at the end
 */
public record Expectations(
    Duration callsEndWithin,
    int minViewChanges,
    int maxViewChanges,
    int maxUnknown,
    int minAnswered,
    double minSpeculativeShare,
    Set<Track> tracks,
    SortedSet<Integer> learners) {

  public Expectations {
    Set<Track> ordered = EnumSet.noneOf(Track.class);
    ordered.addAll(tracks);
    tracks = ordered;
    learners = new TreeSet<>(learners);
  }
}
