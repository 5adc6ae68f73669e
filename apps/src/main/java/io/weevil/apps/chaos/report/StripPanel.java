package io.weevil.apps.chaos.report;

import io.weevil.apps.drawing.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that is one of several at each moment: a strip of stretches with words on them.
 *
 * @param title what it shows
 * @param moments in order of time; each holds until the next
 */
record StripPanel(String title, List<Moment> moments) implements Panel {

  private static final double LETTER = 6.1;

  /**
   * @param look a CSS class
   * @param word what it is
   */
  record Moment(long time, String look, String word) {
    private boolean isLike(Moment other) {
      return look.equals(other.look) && word.equals(other.word);
    }
  }

  StripPanel {
    List<Moment> changes = new ArrayList<>();
    for (Moment moment : moments) {
      if (changes.isEmpty() || !moment.isLike(changes.get(changes.size() - 1))) {
        changes.add(moment);
      }
    }
    moments = List.copyOf(changes);
  }

  @Override
  public int height() {
    return 18;
  }

  @Override
  public boolean isShaded() {
    return false;
  }

  @Override
  public void draw(Svg svg, TimeAxis axis, int top) {
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      long until = i + 1 < moments.size() ? moments.get(i + 1).time() : axis.end();
      double x = axis.x(moment.time());
      double width = axis.x(until) - x;
      String hint =
          String.format(
              Locale.ROOT,
              "%s from %.1f s to %.1f s",
              moment.word(),
              moment.time() / 1e9,
              until / 1e9);
      svg.rectangle("strip " + moment.look(), x, top + 1, width, height() - 2, hint);
      if (moment.word().length() * LETTER + 8 < width) {
        svg.text("on-bar", x + 5, top + 13, "start", moment.word());
      }
    }
  }
}
