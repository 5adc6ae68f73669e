package io.weevil.testkit.junit;

import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.group.ClientProbe;
import io.weevil.testkit.group.GroupRecipe;
import io.weevil.testkit.group.ReplicatedGroup;
import io.weevil.testkit.group.TestClient;
import io.weevil.testkit.group.TestTime;
import io.weevil.testkit.network.TestNetwork;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A JUnit extension that gives each test a group of its own, which replicates your service:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final WeevilTestKit<Operation, Long> KIT = WeevilTestKit.of(Counter::new, new Counter.Codec());
 *
 * @Test
 * void counts(TestClient<Operation, Long> client) {
 *   assertThat(client.execute(new Operation.Add(1))).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>A test method, and methods before and after each test, may have parameters of the types {@link
 * ReplicatedGroup}, {@link TestClient} and {@link ClientProbe} (another one for each parameter),
 * {@link TestTime} and {@link TestNetwork}. They belong to the test's one group, which is made when
 * the first of them is asked for.
 *
 * <p>After each test the group's invariants are checked: the test fails when one is broken, and
 * says what, when, and with which seed. The seed is the kit's, and for each repetition of a {@link
 * org.junit.jupiter.api.RepeatedTest} or other template one more, so that a test sees another
 * interleaving each time. {@code -Dweevil.testkit.seed=N}, or {@link Seed} at the test, replays
 * one.
 *
 * <p>A group lives on the thread of its test: a {@code @Timeout} must not ask for another one. Kits
 * are immutable: each method that changes something makes another kit.
 *
 * @param <O> operations
 * @param <R> results
 */
public final class WeevilTestKit<O, R>
    implements ParameterResolver, AfterEachCallback, TestExecutionExceptionHandler {

  private static final Set<Class<?>> PARAMETERS =
      Set.of(
          ReplicatedGroup.class,
          TestClient.class,
          ClientProbe.class,
          TestTime.class,
          TestNetwork.class);

  private final GroupRecipe<O, R> recipe;

  private WeevilTestKit(GroupRecipe<O, R> recipe) {
    this.recipe = recipe;
  }

  /**
   * Four replicas, of which one may be faulty.
   *
   * @param service makes each replica its own service, in its initial state
   */
  public static <O, R> WeevilTestKit<O, R> of(
      Supplier<? extends StateMachine<O, R>> service, OperationCodec<O, R> codec) {
    return new WeevilTestKit<>(GroupRecipe.of(service, codec));
  }

  /** So many Byzantine replicas are borne, by 3f + 1 in all. */
  public WeevilTestKit<O, R> faults(int f) {
    return faults(f, 0);
  }

  /** So many Byzantine replicas are borne, and c slow ones as well, by 3f + 2c + 1 in all. */
  public WeevilTestKit<O, R> faults(int f, int c) {
    return new WeevilTestKit<>(recipe.size(f, c));
  }

  /** Of the first run of each test. */
  public WeevilTestKit<O, R> seed(long seed) {
    return new WeevilTestKit<>(recipe.withSeed(seed));
  }

  /** A checkpoint every so many slots; usually eight, so that short tests meet some. */
  public WeevilTestKit<O, R> checkpointEvery(int slots) {
    return new WeevilTestKit<>(recipe.checkpointEvery(slots));
  }

  /** How long a message is on its way; usually 1 to 4 ms. */
  public WeevilTestKit<O, R> latency(Duration least, Duration most) {
    return new WeevilTestKit<>(recipe.withLatency(least, most));
  }

  /** How long clients and probes wait, in virtual time; usually a minute. */
  public WeevilTestKit<O, R> patience(Duration patience) {
    return new WeevilTestKit<>(recipe.withPatience(patience));
  }

  /** Everything else. */
  public WeevilTestKit<O, R> settings(UnaryOperator<SimulationSettings> change) {
    return new WeevilTestKit<>(recipe.settings(change));
  }

  /** Does not compare states after every operation: for states of many megabytes. */
  public WeevilTestKit<O, R> withoutWatchingStates() {
    return new WeevilTestKit<>(recipe.withoutWatchingStates());
  }

  /** For groups beside that of the test: whoever starts one checks it and closes it. */
  public GroupRecipe<O, R> recipe() {
    return recipe;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.contains(parameter.getParameter().getType())
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ReplicatedGroup<O, R> group = group(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == TestClient.class) {
      return group.newClient();
    }
    if (type == ClientProbe.class) {
      return group.newClientProbe();
    }
    if (type == TestTime.class) {
      return group.time();
    }
    return type == TestNetwork.class ? group.network() : group;
  }

  @SuppressWarnings("unchecked") // under this kit's key there are groups of this kit only
  private ReplicatedGroup<O, R> group(ExtensionContext context) {
    return (ReplicatedGroup<O, R>)
        store(context)
            .getOrComputeIfAbsent(
                this, kit -> recipe.withSeed(Seeds.of(context, recipe.seed())).start());
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(Namespace.create(WeevilTestKit.class));
  }

  private @Nullable ReplicatedGroup<?, ?> existingGroup(ExtensionContext context) {
    return (ReplicatedGroup<?, ?>) store(context).get(this);
  }

  /** Whoever reads of a failure wants to see it again. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    ReplicatedGroup<?, ?> group = existingGroup(context);
    if (group != null) {
      failure.addSuppressed(new Replay(group.recipe().seed(), group.toString()));
    }
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ReplicatedGroup<?, ?> group = (ReplicatedGroup<?, ?>) store(context).remove(this);
    if (group == null) {
      return;
    }
    try (group) {
      group.check();
    } catch (AssertionError violation) {
      violation.addSuppressed(new Replay(group.recipe().seed(), group.toString()));
      throw violation;
    }
  }
}
