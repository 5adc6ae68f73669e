import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs google-java-format over source trees. The formatter parses with the javac of the JDK it runs
 * on, and Maven may run on one too old for our sources: so the build starts this program on the JDK
 * that its toolchain found.
 */
public class FormatSources {

  private enum State {
    FORMATTED,
    UNFORMATTED,
    BROKEN
  }

  private record Source(Path file, State state, String message) {}

  public static void main(String[] args) throws IOException {
    if (args.length < 2 || !(args[0].equals("check") || args[0].equals("write"))) {
      System.err.println("usage: FormatSources check|write <directory>...");
      System.exit(2);
    }
    boolean write = args[0].equals("write");
    List<Path> files =
        Arrays.stream(args).skip(1).map(Path::of).flatMap(FormatSources::javaFiles).toList();
    List<Source> faults =
        files.parallelStream()
            .map(file -> format(file, write))
            .filter(source -> source.state() != State.FORMATTED)
            .toList();
    faults.forEach(
        source ->
            System.out.println(
                source.state() == State.BROKEN
                    ? source.file() + ":" + source.message()
                    : (write ? "formatted " : "not formatted: ") + source.file()));
    boolean broken = faults.stream().anyMatch(source -> source.state() == State.BROKEN);
    if (broken || (!write && !faults.isEmpty())) {
      System.out.println("To format the sources: mvn -q validate -Dformat");
      System.exit(1);
    }
  }

  private static Stream<Path> javaFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source format(Path file, boolean write) {
    try {
      String before = Files.readString(file);
      String after = new Formatter().formatSourceAndFixImports(before);
      if (after.equals(before)) {
        return new Source(file, State.FORMATTED, "");
      }
      if (write) {
        Files.writeString(file, after);
      }
      return new Source(file, State.UNFORMATTED, "");
    } catch (FormatterException e) {
      return new Source(file, State.BROKEN, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
