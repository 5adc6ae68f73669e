package io.weevil.testkit.group;

import io.weevil.actors.client.Answer;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call that was made, and its answer once there is one. */
public final class Submission<R> {

  private final Caller caller;
  private final int number;
  private final String what;
  private final Function<Bytes, R> decoder;
  private final TestTime time;
  private final Duration patience;

  Submission(
      Caller caller, String what, Function<Bytes, R> decoder, TestTime time, Duration patience) {
    this.caller = caller;
    this.number = caller.calls().size() - 1;
    this.what = what;
    this.decoder = decoder;
    this.time = time;
    this.patience = patience;
  }

  public boolean isDone() {
    return encoded() != null;
  }

  /** Empty until the call has ended. */
  public Optional<Answer<R>> answer() {
    return Optional.ofNullable(encoded()).map(answer -> answer.map(decoder));
  }

  private @Nullable Answer<Bytes> encoded() {
    return caller.calls().get(number).answer();
  }

  /**
   * Lets time pass until the call has ended. It ends with {@link Answer.Unknown} when the client's
   * patience is over.
   */
  public Answer<R> await() {
    // The client gives up a little after its deadline, which began with the call.
    time.runUntil(this::isDone, patience.plus(patience));
    return answer().orElseThrow();
  }

  /**
   * Lets time pass until the result is there.
   *
   * @throws ServiceRefusedException when the service has thrown an exception
   * @throws AssertionError when the group has given no answer: what is known then
   */
  public R result() {
    return switch (await()) {
      case Answer.Done<R> done -> done.result();
      case Answer.Failed<R> failed -> throw new ServiceRefusedException(what, failed.reason());
      case Answer.Rejected<R> rejected ->
          throw new AssertionError(what + " was not sent: " + rejected.why());
      case Answer.Unknown<R> unknown ->
          throw new AssertionError(
              what + " has no answer after " + time.elapsed() + ": " + unknown.known());
    };
  }

  @Override
  public String toString() {
    return what + ": " + answer().map(Object::toString).orElse("not answered yet");
  }
}
