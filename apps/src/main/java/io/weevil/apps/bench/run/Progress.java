package io.weevil.apps.bench.run;

import io.weevil.apps.bench.measure.Tick;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells a person how a benchmark goes: lines that stay, and one that is written over. */
public final class Progress {

  private final PrintWriter out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private int written;
  private int ticks;

  /** How many seconds of a file's lines are told where none can be written over. */
  private static final int EVERY = 2;

  /**
   * @param terminal whether a line can be written over
   */
  public Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void say(String pattern, Object... values) {
    erase();
    print(String.format(Locale.ROOT, pattern, values));
    out.println();
    out.flush();
  }

  /**
   * @param spread of the last windows while it warms up; infinite while there are too few
   */
  void tick(String phase, double seconds, Tick tick, double spread) {
    String line =
        String.format(
            Locale.ROOT,
            "%-10s %4.0f s  %,8.0f/s  p50 %s  p99 %s%s%s",
            phase,
            seconds,
            tick.operationsPerSecond(),
            millis(tick.p50()),
            millis(tick.p99()),
            tick.failed() == 0 ? "" : "  FAILED " + tick.failed(),
            spread > 0 && Double.isFinite(spread)
                ? String.format(Locale.ROOT, "  windows within %.1f %%", 100 * spread)
                : "");
    if (terminal) {
      erase();
      print(line);
      written = 10 + line.length();
      out.flush();
    } else if (ticks++ % EVERY == 0) {
      say("%s", line);
    }
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.2f ms", micros / 1_000.0);
  }

  private void print(String line) {
    double seconds = (System.nanoTime() - start) / 1e9;
    out.print(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
  }

  private void erase() {
    if (written > 0) {
      out.print("\r" + " ".repeat(written) + "\r");
      written = 0;
    }
  }
}
