package io.weevil.apps.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {

  @Test
  void thePeakIsReadFromWhatTheKernelSays() {
    assertThat(ProcessUsage.peak(List.of("Name:\tjava", "VmHWM:\t  262144 kB", "VmRSS:\t 1 kB")))
        .isEqualTo(256L << 20);
    assertThat(ProcessUsage.peak(List.of("Name:\tkthreadd"))).isZero();
  }

  @Test
  void whoIsGoneUsesNothing() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThat(ProcessUsage.cpu(gone.pid())).isZero();
    assertThat(ProcessUsage.peakResidentBytes(gone.pid())).isZero();
  }

  @Test
  void aChosenCollectorTakesTheStandardOnesPlace() {
    assertThat(JvmOptions.replica("replica-0", List.of())).contains("-XX:+UseG1GC");
    assertThat(JvmOptions.replica("replica-0", List.of("-XX:+UseZGC", "-Xlog:gc:file=gc-NAME.log")))
        .contains("-XX:+UseZGC", "-Xlog:gc:file=gc-replica-0.log")
        .doesNotContain("-XX:+UseG1GC");
  }
}
