package io.weevil.testkit.group;

import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What has come to a probe. */
final class Inbox {

  private final String owner;
  private final TestTime time;
  private final Duration patience;
  private final List<Heard> unread = new ArrayList<>();
  private final List<Heard> all = new ArrayList<>();

  Inbox(String owner, TestTime time, Duration patience) {
    this.owner = owner;
    this.time = time;
    this.patience = patience;
  }

  void add(Party sender, WireMessage message) {
    Heard heard = new Heard(sender, message);
    unread.add(heard);
    all.add(heard);
  }

  List<Heard> all() {
    return List.copyOf(all);
  }

  /** The next one that is so; the others stay. */
  <M extends WireMessage> M expect(Class<M> kind, Predicate<? super M> wanted) {
    time.happens(() -> first(kind, wanted).isPresent(), patience);
    Heard heard =
        first(kind, wanted)
            .orElseThrow(
                () ->
                    new AssertionError(
                        "%s has heard no such %s within %s, but: %s"
                            .formatted(owner, kind.getSimpleName(), patience, unread)));
    unread.remove(heard);
    return kind.cast(heard.message());
  }

  void expectNone(Class<? extends WireMessage> kind, Duration within) {
    if (time.happens(() -> first(kind, message -> true).isPresent(), within)) {
      throw new AssertionError(owner + " has heard " + first(kind, message -> true).orElseThrow());
    }
  }

  private <M extends WireMessage> Optional<Heard> first(
      Class<M> kind, Predicate<? super M> wanted) {
    return unread.stream()
        .filter(
            heard -> kind.isInstance(heard.message()) && wanted.test(kind.cast(heard.message())))
        .findFirst();
  }
}
