package io.weevil.apps.chaos.recording;

import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its caller's side.
 *
 * @param called nanoseconds since the load began
 * @param ended the same; of no meaning while there is no answer
 * @param answer how it ended; null when it has not
 */
public record CallRecord(
    String caller, KeyValueOperation operation, long called, long ended, @Nullable Answer answer) {

  public boolean hasEnded() {
    return answer != null;
  }

  /** What the store answered; empty when the caller does not know. */
  public Optional<KeyValueResult> result() {
    return answer instanceof Answer.Done done ? Optional.of(done.result()) : Optional.empty();
  }

  public long nanos() {
    return ended - called;
  }

  /** It was not executed, and will not be. */
  public boolean hasNoEffect() {
    return answer instanceof Answer.Rejected || answer instanceof Answer.Failed;
  }

  /** The key that it is for. */
  public String key() {
    return switch (operation) {
      case KeyValueOperation.Get get -> get.key();
      case KeyValueOperation.Put put -> put.key();
      case KeyValueOperation.CompareAndSet swap -> swap.key();
      case KeyValueOperation.Remove remove -> remove.key();
      case KeyValueOperation.Update update -> update.key();
      case KeyValueOperation.Scan scan -> scan.from();
      case KeyValueOperation.PutAll all -> String.join(",", all.entries().keySet());
    };
  }
}
