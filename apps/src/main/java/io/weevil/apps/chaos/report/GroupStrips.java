package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.chaos.report.StripPanel.Moment;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** View, track, and how each replica is, as strips. */
final class GroupStrips {

  private final Recording recording;
  private final int n;

  GroupStrips(Recording recording) {
    this.recording = recording;
    this.n = recording.scenario().group().quorums().n();
  }

  StripPanel view() {
    List<Moment> moments = new ArrayList<>();
    View highest = recording.firstView();
    moments.add(view(0, highest));
    for (Look look : recording.looks()) {
      View seen =
          look.reports().values().stream()
              .map(StatusReport::view)
              .max(Comparator.naturalOrder())
              .orElse(highest);
      if (seen.compareTo(highest) > 0) {
        highest = seen;
        moments.add(view(look.time(), highest));
      }
    }
    return new StripPanel("view", moments);
  }

  private Moment view(long time, View view) {
    String word = view + ", led by " + view.primary(n);
    return new Moment(time, "view-" + view.number() % 2, word);
  }

  /** The primary's word counts, while it leads the highest view that was seen. */
  StripPanel track() {
    List<Moment> moments = new ArrayList<>();
    View highest = View.ZERO;
    for (Look look : recording.looks()) {
      for (StatusReport report : look.reports().values()) {
        highest = report.view().compareTo(highest) > 0 ? report.view() : highest;
      }
      String word = trackOf(look.reports().get(highest.primary(n)), highest);
      moments.add(new Moment(look.time(), "track-" + word.replace(' ', '-'), word));
    }
    return new StripPanel("track", moments);
  }

  private static String trackOf(@Nullable StatusReport primary, View view) {
    return primary == null || !primary.view().equals(view)
        ? "no word"
        : primary.track().name().toLowerCase(Locale.ROOT);
  }

  StripPanel replica(int index) {
    List<Moment> moments = new ArrayList<>();
    for (Look look : recording.looks()) {
      StatusReport report = look.reports().get(new ReplicaId(index));
      moments.add(moment(look.time(), index, report));
    }
    // Signals are known to the moment, looks come now and then.
    recording.faults().stream()
        .filter(fault -> fault.deed() != Deed.RULE && fault.name().equals("" + index))
        .forEach(fault -> moments.add(moment(fault.from(), index, null)));
    moments.sort(Comparator.comparingLong(Moment::time));
    return new StripPanel("replica " + index, moments);
  }

  private Moment moment(long time, int index, @Nullable StatusReport report) {
    if (report != null) {
      String word = report.health().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return new Moment(time, "health-" + word.replace(' ', '-'), word);
    }
    String why = "no answer";
    for (Fault fault : recording.faults()) {
      boolean own = fault.deed() != Deed.RULE && fault.name().equals("" + index);
      if (own && fault.from() <= time) {
        why = describe(fault, time, why);
      }
    }
    return new Moment(time, "health-" + why.replace(' ', '-'), why);
  }

  private static String describe(Fault fault, long time, String otherwise) {
    return switch (fault.deed()) {
      case PAUSE -> fault.to() > time ? "paused" : otherwise;
      case KILL -> "dead";
      case RESTART -> "starting";
      case RULE -> otherwise;
    };
  }
}
