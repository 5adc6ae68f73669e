package io.weevil.apps.bench.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.bench.cost.Costs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How a server's parent asks what was done so far, line by line, and how it hears the answer. */
public final class CostQuestions {

  /** Told on standard input: say what was done so far. */
  public static final String COUNT = "count";

  /** How the answer to {@link #COUNT} begins; JSON follows. */
  public static final String COUNTED = "counted";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CostQuestions() {}

  /**
   * Answers until the control ends, on a thread of its own.
   *
   * @param end run when the control has ended
   */
  public static void answer(
      InputStream control, Supplier<Costs> costs, Consumer<String> lines, Runnable end) {
    Thread.ofPlatform().daemon().name("control").start(() -> follow(control, costs, lines, end));
  }

  private static void follow(
      InputStream control, Supplier<Costs> costs, Consumer<String> lines, Runnable end) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(control, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(COUNT)) {
          lines.accept(COUNTED + " " + MAPPER.writeValueAsString(costs.get()));
        }
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records can be written as JSON", impossible);
    } catch (IOException broken) {
      // A broken pipe says what its end says.
    }
    end.run();
  }
}
