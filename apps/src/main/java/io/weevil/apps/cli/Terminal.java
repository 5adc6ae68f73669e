package io.weevil.apps.cli;

import java.io.IOException;

/** Where a command's output goes. */
final class Terminal {

  private Terminal() {}

  /**
   * Whether a line that was printed can be written over. Java knows it from version 22 on only;
   * POSIX always did.
   */
  static boolean isOutput() throws InterruptedException {
    try {
      return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
