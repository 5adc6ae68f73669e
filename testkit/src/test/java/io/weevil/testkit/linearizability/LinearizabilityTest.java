package io.weevil.testkit.linearizability;

import static io.weevil.testkit.linearizability.Linearizability.assertLinearizable;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.testkit.linearizability.Counters.Add;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

  private static Call<Add, Long> add(String key, long sum, long called, long returned) {
    return Call.ended("a", new Add(key, 1), sum, called, returned);
  }

  @Test
  void whatOneOrderExplainsPasses() {
    assertThatCode(
            () -> assertLinearizable(List.of(add("n", 2, 0, 9), add("n", 1, 1, 8)), new Counters()))
        .doesNotThrowAnyException();
  }

  @Test
  void whatNoOrderExplainsFailsWithWhatIsLeftOver() {
    assertThatThrownBy(
            () -> assertLinearizable(List.of(add("n", 2, 0, 1), add("n", 1, 2, 3)), new Counters()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left over");
  }

  @Test
  void objectsAreIndependentIfTheyAreToldApart() {
    List<Call<Add, Long>> history = List.of(add("n", 1, 0, 1), add("m", 1, 2, 3));
    assertThatCode(() -> assertLinearizable(history, new Counters(), Add::key))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> assertLinearizable(history, new Counters()))
        .isInstanceOf(AssertionError.class);
  }
}
