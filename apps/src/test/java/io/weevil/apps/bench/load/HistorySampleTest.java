package io.weevil.apps.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.model.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HistorySampleTest {

  private static final int SIZE = 12;

  private final HistorySample sample = new HistorySample(SIZE);
  private final HistorySample.Line one = sample.new Line("one");
  private final HistorySample.Line other = sample.new Line("other");

  @Test
  void whatAHistoryCanBeIsAccepted() {
    one.check(result(1), 1);
    other.check(result(2), 1);
    one.check(result(16), 2);
    other.check(result(32), 2);
    assertThat(sample.faults()).isEmpty();
    assertThat(sample.checked()).isEqualTo(4);
  }

  @Test
  void aCallersOperationsComeOneAfterTheOther() {
    one.check(result(5), 7);
    one.check(result(6), 7);
    one.check(result(6), 8);
    assertThat(sample.faults()).hasSize(2);
    assertThat(sample.faults().get(0)).contains("slot 7");
    assertThat(sample.faults().get(1)).contains("position 6");
  }

  @Test
  void noPositionIsGivenTwice() {
    one.check(result(16), 1);
    other.check(result(16), 2);
    assertThat(sample.faults()).singleElement().asString().contains("another operation has");
  }

  @Test
  void resultsHaveTheirSize() {
    one.check(Bytes.EMPTY, 1);
    assertThat(sample.faults()).singleElement().asString().contains("0 bytes");
    HistorySample ofNothing = new HistorySample(0);
    ofNothing.new Line("one").check(Bytes.EMPTY, 1);
    assertThat(ofNothing.faults()).isEmpty();
  }

  private static Bytes result(long position) {
    return Bytes.wrap(ByteBuffer.allocate(SIZE).putLong(position).array());
  }
}
