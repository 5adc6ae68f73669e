package io.weevil.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.role.Output;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How callers share requests, and requests the window. */
class BundlingTest {

  private static final TestGroup GROUP = TestGroup.of(1, 0);

  /** Two numbers outstanding, one sent at once, bundles of three, four waiting. */
  private final ClientScene scene =
      new ClientScene(GROUP, ClientScene.limits(2, 1, 3, 4), ClientTimers.DEFAULT);

  private List<List<String>> bundlesSent(List<Output> outputs) {
    return scene.sends(ClientMessage.Ask.class).stream()
        .map(
            send ->
                ((ClientMessage.Ask) send.message())
                    .request().operations().stream().map(Bytes::toUtf8).toList())
        .toList();
  }

  @Test
  @Rule("R-CLIENT")
  void sendsAtOnceWhenIdleAndGathersWhileBusy() {
    assertThat(bundlesSent(scene.submit(1, "a"))).containsExactly(List.of("a"));
    assertThat(bundlesSent(scene.submit(2, "b"))).isEmpty();
    assertThat(bundlesSent(scene.submit(3, "c"))).isEmpty();
    scene.endFast(1, "A");
    assertThat(bundlesSent(List.of())).containsExactly(List.of("b", "c"));
    scene.endFast(2, "B|C");
    assertThat(scene.result(2)).isEqualTo("B");
    assertThat(scene.result(3)).isEqualTo("C");
  }

  @Test
  @Rule("R-CLIENT")
  void sendsAFullBundleWithoutWaiting() {
    scene.submit(1, "a");
    scene.submit(2, "b");
    scene.submit(3, "c");
    assertThat(bundlesSent(scene.submit(4, "d"))).containsExactly(List.of("b", "c", "d"));
  }

  @Test
  @Rule("R-CLIENT")
  void keepsNoMoreNumbersOutstandingThanItsWindow() {
    for (int ticket = 1; ticket <= 8; ticket++) {
      scene.submit(ticket, "op");
    }
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(2);
  }

  @Test
  @Rule("R-CLIENT")
  void countsTheWindowFromTheLowestNumberThatIsNotDone() {
    for (int ticket = 1; ticket <= 4; ticket++) {
      scene.submit(ticket, "op");
    }
    scene.endFast(2, "B|C|D"); // number 1 is still outstanding
    scene.submit(5, "op");
    scene.submit(6, "op");
    scene.submit(7, "op");
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(2);
    scene.endFast(1, "A");
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(RequestAuthentication.class)
  void bundlesAsManyBytesAsARequestMayHaveAndNoMore(RequestAuthentication authentication) {
    TestGroup group = TestGroup.of(1, 0, authentication, Limits.DEFAULT, 7);
    ClientScene large =
        new ClientScene(group, ClientScene.limits(8, 1, 64, 100), ClientTimers.DEFAULT);
    large.submit(1, "x".repeat(130_000));
    for (int ticket = 2; ticket < 10; ticket++) {
      large.submit(ticket, "x".repeat(40_000));
    }
    List<Request> sent =
        large.allSends(ClientMessage.Ask.class).stream()
            .map(s -> ((ClientMessage.Ask) s.message()).request())
            .toList();
    assertThat(sent).extracting(request -> request.operations().size()).containsExactly(1, 3, 3);
    assertThat(sent)
        .allMatch(request -> request.encoded().size() <= Limits.DEFAULT.maxRequestBytes());
  }

  @Test
  void bundlesFewerOperationsWhenResultsAreLarge() {
    ClientScene wide =
        new ClientScene(GROUP, ClientScene.limits(8, 1, 64, 1_000), ClientTimers.DEFAULT);
    wide.submit(1, "op");
    wide.endFast(1, "r".repeat(40_000)); // three of these fit into max-result-bytes
    for (int ticket = 2; ticket <= 10; ticket++) {
      wide.submit(ticket, "op");
    }
    assertThat(wide.allSends(ClientMessage.Ask.class))
        .extracting(send -> ((ClientMessage.Ask) send.message()).request().operations().size())
        .containsExactly(1, 1, 3, 3);
  }
}
