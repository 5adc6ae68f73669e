package io.weevil.apps.process;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What is done when this JVM is gone, SIGKILL included: paused children are continued, so that they
 * see that their parent is gone and end, and a folder is removed. Done by a shell that waits for
 * the end of its standard input. It continues and does not kill: that hurts nobody if another
 * process has got the number of one that ended long ago.
 */
final class LastWill {

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=
      while read -r pid; do
        [ "$pid" = done ] && exit 0
        pids="$pids $pid"
      done
      [ -z "$pids" ] || kill -CONT $pids 2>/dev/null
      rm -rf -- "$1"
      """;

  private final Writer executor;

  private LastWill(Writer executor) {
    this.executor = executor;
  }

  /**
   * @param folder removed with all that is in it
   */
  static LastWill write(Path folder) throws IOException {
    Process shell =
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", folder.toAbsolutePath().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new LastWill(shell.outputWriter(StandardCharsets.UTF_8));
  }

  void provideFor(long pid) throws IOException {
    executor.write(pid + "\n");
    executor.flush();
  }

  /** Everything is done already. */
  void revoke() {
    try (executor) {
      executor.write("done\n");
    } catch (IOException ended) {
      // Then there is nobody left to tell.
    }
  }
}
