package io.weevil.apps.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Ends a child when its parent is gone, however the parent ended: the child's standard input is a
 * pipe whose other end only the parent holds.
 */
public final class ParentWatch {

  private ParentWatch() {}

  /** Reads {@code pipe} to its end on a thread of its own, then runs {@code end}. */
  public static void watch(InputStream pipe, Runnable end) {
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> waitForEnd(pipe, end));
  }

  private static void waitForEnd(InputStream pipe, Runnable end) {
    try {
      pipe.transferTo(OutputStream.nullOutputStream());
    } catch (IOException broken) {
      // A broken pipe says what its end says.
    }
    end.run();
  }
}
