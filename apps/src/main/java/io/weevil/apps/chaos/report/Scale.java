package io.weevil.apps.chaos.report;

import io.weevil.apps.drawing.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a value is, from bottom to top.
 *
 * @param low the value at the bottom; more than 0 where the scale is logarithmic
 * @param high the value at the top, more than {@code low}
 */
record Scale(double low, double high, boolean logarithmic, int top, int height) {

  private static final int MOST_TICKS = 5;

  static Scale linear(double most, int top, int height) {
    return new Scale(0, Math.max(1, most) * 1.08, false, top, height);
  }

  static Scale logarithmic(double least, double most, int top, int height) {
    double low = Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, least))));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(least * 10, most))));
    return new Scale(low, Math.max(high, low * 10), true, top, height);
  }

  double y(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(low, value) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return top + height - height * Math.clamp(share, 0.0, 1.0);
  }

  /** Round values. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double tick = low; tick <= high * 1.001; tick *= 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = Math.pow(10, Math.floor(Math.log10(high)));
    while (high / step > MOST_TICKS) {
      step *= 2;
    }
    while (high / step < MOST_TICKS / 2.0) {
      step /= 2;
    }
    for (double tick = 0; tick <= high; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  void draw(Svg svg, String unit) {
    for (double tick : ticks()) {
      svg.line("grid", TimeAxis.LEFT, y(tick), TimeAxis.RIGHT, y(tick));
      svg.text("tick", TimeAxis.LEFT - 6, y(tick) + 4, "end", text(tick) + unit);
    }
  }

  private static String text(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, "%,d", Math.round(value))
        : value == Math.rint(value)
            ? Long.toString(Math.round(value))
            : String.format(Locale.ROOT, "%.1f", value);
  }
}
