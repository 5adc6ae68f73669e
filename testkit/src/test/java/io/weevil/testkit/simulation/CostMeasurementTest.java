package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request costs, counted, against what Zyzzyva's paper says of it. */
class CostMeasurementTest {

  private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10", "2, 10"})
  void aSpeculativeRequestUnderMacVectorsCostsThePrimaryTwoMacsAndThreeFForEachBatch(
      int f, int batch) {
    CostMeasurement.Line line =
        CostMeasurement.count(
            Mode.SPECULATIVE, RequestAuthentication.MAC, f, batch, Bytes.utf8("add 1"), Adder::new);

    assertThat(line.primary().macs()).isCloseTo(2 + 3.0 * f / batch, EXACTLY);
    assertThat(line.backup().macs()).isCloseTo(2 + 1.0 / batch, EXACTLY);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10"})
  void signaturesArePaidByTheBatchNotByTheRequest(int f, int batch) {
    CostMeasurement.Line line =
        CostMeasurement.count(
            Mode.SPECULATIVE, RequestAuthentication.MAC, f, batch, Bytes.utf8("add 1"), Adder::new);

    assertThat(line.primary().signatures()).as("header").isCloseTo(1.0 / batch, EXACTLY);
    assertThat(line.backup().signatures()).as("votes are not asked for").isZero();
    assertThat(line.backup().verifications()).as("a share of headers").isLessThan(0.2 / batch);
  }

  @ParameterizedTest
  @CsvSource({"1, 10"})
  void aSignedRequestIsVerifiedOnceByEachReplica(int f, int batch) {
    CostMeasurement.Line line =
        CostMeasurement.count(
            Mode.SPECULATIVE,
            RequestAuthentication.SIGNATURE,
            f,
            batch,
            Bytes.utf8("add 1"),
            Adder::new);

    assertThat(line.primary().verifications()).isCloseTo(1.0, EXACTLY);
    assertThat(line.backup().verifications()).isBetween(1.0, 1.0 + 0.2 / batch);
  }
}
