package io.weevil.apps.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.bench.service.NullService;
import java.util.List;
import org.junit.jupiter.api.Test;

class InquestTest {

  private static final int BYTES = 16;

  @Test
  void everyAnsweredOperationOnceIsAsItShouldBe() {
    assertThat(faults(100, 0, 100)).isEmpty();
  }

  @Test
  void operationsOfUnknownEndMayHaveBeenExecutedOrNot() {
    assertThat(faults(100, 3, 100)).isEmpty();
    assertThat(faults(100, 3, 103)).isEmpty();
  }

  @Test
  void anOperationThatWasExecutedTwiceIsFound() {
    assertThat(faults(100, 0, 101)).singleElement().asString().contains("100", "101");
    assertThat(faults(100, 3, 104)).hasSize(1);
  }

  @Test
  void anAnswerWithoutAnExecutionIsFound() {
    assertThat(faults(100, 0, 99)).singleElement().asString().contains("100", "99");
    assertThat(faults(100, 3, 99)).hasSize(1);
  }

  @Test
  void operationsThatCameWithOtherBytesAreFound() {
    NullService.Account account = new NullService.Account(100, 100 * BYTES - 1, 0);
    assertThat(Inquest.faultsOf(account, 100, 0, BYTES))
        .singleElement()
        .asString()
        .contains("1599 bytes");
  }

  private static List<String> faults(long answered, long unknown, long executed) {
    NullService.Account account = new NullService.Account(executed, executed * BYTES, 0);
    return Inquest.faultsOf(account, answered, unknown, BYTES);
  }
}
