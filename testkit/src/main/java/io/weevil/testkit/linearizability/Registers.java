package io.weevil.testkit.linearizability;

import java.util.Optional;

/**
 * Registers that are written and read by key, each of them empty at first: one register's model, to
 * be checked key by key with {@link Operation#key}.
 */
public final class Registers
    implements Model<Optional<String>, Registers.Operation, Optional<String>> {

  /** An operation on one register. */
  public sealed interface Operation {
    String key();
  }

  /** Tells the value, empty for none. */
  public record Get(String key) implements Operation {}

  /** Sets the value; tells the one before. */
  public record Put(String key, String value) implements Operation {}

  /** Sets the value if it is {@code expected}; tells the one before. */
  public record Swap(String key, Optional<String> expected, String value) implements Operation {}

  @Override
  public Optional<String> initial() {
    return Optional.empty();
  }

  @Override
  public Step<Optional<String>, Optional<String>> step(
      Optional<String> value, Operation operation) {
    return switch (operation) {
      case Get get -> new Step<>(value, value);
      case Put put -> new Step<>(Optional.of(put.value()), value);
      case Swap swap ->
          new Step<>(swap.expected().equals(value) ? Optional.of(swap.value()) : value, value);
    };
  }
}
