package io.weevil.testkit.determinism;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.StateMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Finds out whether a service is deterministic: plays it operations again and again, each time
 * under another {@link Condition} in a JVM of its own, and in this JVM with going back to snapshots
 * and on from those of others, and compares results and states after every operation.
 *
 * <pre>{@code
 * DeterminismCheck.of(Counter.class, Counter.Codec.class)
 *     .operations(200, random -> new Operation.Add(random.nextLong(100)))
 *     .run();
 * }</pre>
 *
 * <p>It finds what shows in the operations that it is given: give it many, of all kinds, with keys
 * enough that hash tables have something to order. It cannot set the computer's clock: who asks for
 * the hour of the day is found by the time zones, who asks for the year is not.
 *
 * @param <O> operations
 * @param <R> results
 */
public final class DeterminismCheck<O, R> {

  private static final String RANDOM = "L64X128MixRandom";

  private final Subject<O, R> subject;
  private final List<Bytes> operations;
  private final List<Condition> conditions;

  private DeterminismCheck(
      Subject<O, R> subject, List<Bytes> operations, List<Condition> conditions) {
    this.subject = subject;
    this.operations = operations;
    this.conditions = conditions;
  }

  /**
   * Of a service, by classes: other JVMs make their own copies. Both must have a constructor
   * without parameters, of any visibility.
   */
  public static <O, R> DeterminismCheck<O, R> of(
      Class<? extends StateMachine<O, R>> service, Class<? extends OperationCodec<O, R>> codec) {
    return new DeterminismCheck<>(new Subject<>(service, codec), List.of(), Condition.all());
  }

  /** With these operations, in this order. */
  public DeterminismCheck<O, R> operations(Collection<? extends O> given) {
    OperationCodec<O, R> codec = subject.newCodec();
    List<Bytes> encoded = new ArrayList<>();
    given.forEach(operation -> encoded.add(codec.encodeOperation(operation)));
    return new DeterminismCheck<>(subject, List.copyOf(encoded), conditions);
  }

  /** With so many operations, drawn by {@code generator} from numbers that are always the same. */
  public DeterminismCheck<O, R> operations(
      int count, Function<? super RandomGenerator, ? extends O> generator) {
    RandomGenerator random = RandomGeneratorFactory.of(RANDOM).create(count);
    return operations(Stream.generate(() -> (O) generator.apply(random)).limit(count).toList());
  }

  /** In JVMs of these conditions only; none for this JVM alone. */
  public DeterminismCheck<O, R> under(Condition... only) {
    return new DeterminismCheck<>(subject, operations, List.of(only));
  }

  /**
   * Fails where the service has not done the same twice.
   *
   * @throws AssertionError names the first operation that shows it, the condition, both digests,
   *     and what to look for
   */
  public void run() {
    find()
        .ifPresent(
            divergence -> {
              throw new AssertionError(
                  subject.service().getSimpleName() + " is not deterministic: " + divergence);
            });
  }

  /**
   * What {@link #run} would fail of, in the first condition in which something differs.
   *
   * @throws IllegalStateException when there are no operations, or a JVM fails
   */
  public Optional<Divergence> find() {
    if (operations.isEmpty()) {
      throw new IllegalStateException("without operations nothing can differ");
    }
    SameJvm<O, R> here = new SameJvm<>(subject, operations);
    return here.find().or(() -> findElsewhere(here));
  }

  private Optional<Divergence> findElsewhere(SameJvm<O, R> here) {
    Path folder = null;
    List<OtherJvm> started = new ArrayList<>();
    try {
      folder = Files.createTempDirectory("weevil-determinism-");
      return findElsewhere(here, folder, started);
    } catch (IOException e) {
      throw new UncheckedIOException("no other JVM can be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another JVM ran", e);
    } finally {
      started.forEach(OtherJvm::kill);
      if (folder != null) {
        delete(folder);
      }
    }
  }

  /** As many at a time as there are processors. */
  private Optional<Divergence> findElsewhere(
      SameJvm<O, R> here, Path folder, List<OtherJvm> started)
      throws IOException, InterruptedException {
    int atATime = Math.max(1, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < conditions.size(); i++) {
      while (started.size() < Math.min(i + atATime, conditions.size())) {
        Path own = Files.createDirectory(folder.resolve("jvm-" + started.size()));
        started.add(new OtherJvm(subject, operations, conditions.get(started.size()), own));
      }
      Optional<Divergence> found = here.compare(conditions.get(i), started.get(i).await());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
