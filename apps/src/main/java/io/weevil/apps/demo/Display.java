package io.weevil.apps.demo;

import io.weevil.apps.client.Traffic;
import java.io.PrintWriter;
import java.time.Duration;

/** Tells a person how it goes: lines that stay, and below them one that is written over. */
final class Display {

  /** How often a line is printed where none can be written over, in a file say. */
  private static final Duration PRINTED_EVERY = Duration.ofSeconds(2);

  private static final Duration REWRITTEN_EVERY = Duration.ofMillis(200);

  private final PrintWriter out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private long nextProgress;
  private int written;

  /**
   * @param terminal whether a line can be written over
   */
  Display(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line that stays, with the time since the start. */
  void say(String line) {
    erase();
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(ReportText.format("%6.1f s  %s", seconds, line));
    out.flush();
  }

  /** Lines that stay, as they are. */
  void print(String text) {
    erase();
    out.print(text);
    out.flush();
  }

  /** How the phase goes; shown when it is time for it. */
  void progress(String phase, long target, Traffic traffic) {
    long now = System.nanoTime();
    if (now < nextProgress) {
      return;
    }
    nextProgress = now + (terminal ? REWRITTEN_EVERY : PRINTED_EVERY).toNanos();
    String line = ReportText.progress(phase, target, traffic);
    if (terminal) {
      erase();
      out.print("          " + line);
      written = 10 + line.length();
      out.flush();
    } else {
      say(line);
    }
  }

  private void erase() {
    if (written > 0) {
      out.print("\r" + " ".repeat(written) + "\r");
      written = 0;
    }
  }
}
