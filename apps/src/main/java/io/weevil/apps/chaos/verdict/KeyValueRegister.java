package io.weevil.apps.chaos.verdict;

import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.linearizability.Model;
import java.util.Optional;

/**
 * One key of the key-value store, as its operations say that they work: written down a second time,
 * so that a wrong store is not compared with itself. Only what the load does is known here.
 */
final class KeyValueRegister implements Model<Optional<Bytes>, KeyValueOperation, KeyValueResult> {

  @Override
  public Optional<Bytes> initial() {
    return Optional.empty();
  }

  @Override
  public Step<Optional<Bytes>, KeyValueResult> step(
      Optional<Bytes> value, KeyValueOperation operation) {
    return switch (operation) {
      case KeyValueOperation.Get get -> new Step<>(value, read(value));
      case KeyValueOperation.Put put ->
          new Step<>(Optional.of(put.value()), new KeyValueResult.Done());
      case KeyValueOperation.CompareAndSet swap
          when value.equals(Optional.ofNullable(swap.expected())) ->
          new Step<>(Optional.of(swap.value()), new KeyValueResult.Done());
      case KeyValueOperation.CompareAndSet swap ->
          new Step<>(value, new KeyValueResult.Mismatch(value.orElse(null)));
      case KeyValueOperation.Remove remove ->
          new Step<>(
              Optional.empty(),
              value.isPresent() ? new KeyValueResult.Done() : new KeyValueResult.Absent());
      case KeyValueOperation.PutAll other -> throw unknown(other);
      case KeyValueOperation.Update other -> throw unknown(other);
      case KeyValueOperation.Scan other -> throw unknown(other);
    };
  }

  private static KeyValueResult read(Optional<Bytes> value) {
    return value.isPresent() ? new KeyValueResult.Value(value.get()) : new KeyValueResult.Absent();
  }

  private static IllegalArgumentException unknown(KeyValueOperation operation) {
    return new IllegalArgumentException(
        operation.getClass().getSimpleName() + " is no operation on a register");
  }
}
