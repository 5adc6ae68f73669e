package io.weevil.apps.chaos.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.verdict.ChaosVerdict;
import io.weevil.apps.chaos.verdict.Check;
import io.weevil.apps.chaos.verdict.Numbers;
import java.util.Locale;

/** The verdict for programs. */
public final class VerdictJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private VerdictJson() {}

  public static String of(Recording recording, ChaosVerdict verdict) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(recording, verdict))
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode tree(Recording recording, ChaosVerdict verdict) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("scenario", recording.scenario().name());
    root.put("seed", recording.scenario().seed());
    root.put("passed", verdict.passed());
    root.set("numbers", numbers(Numbers.of(recording)));
    root.put("viewChanges", recording.viewChanges());
    Recording.Machine machine = recording.ending().machine();
    root.putObject("machine")
        .put("load", rounded(machine.load()))
        .put("processors", machine.processors());
    ArrayNode checks = root.putArray("checks");
    verdict.checks().forEach(check -> checks.add(check(check)));
    ArrayNode faults = root.putArray("faults");
    for (Recording.Fault fault : recording.faults()) {
      faults
          .addObject()
          .put("deed", fault.deed().name().toLowerCase(Locale.ROOT))
          .put("name", fault.name())
          .put("what", fault.what())
          .put("fromSeconds", rounded(fault.from() / 1e9))
          .put("toSeconds", rounded(fault.to() / 1e9));
    }
    ObjectNode rules = root.putObject("rules");
    recording
        .rules()
        .forEach(
            (name, counts) -> {
              ObjectNode rule = rules.putObject(name).put("met", counts.met());
              counts.done().forEach(rule::put);
            });
    ObjectNode digests = root.putObject("digests");
    recording
        .ending()
        .digests()
        .forEach((replica, digest) -> digests.put(replica.toString(), digest.value().toHex()));
    return root;
  }

  private static ObjectNode numbers(Numbers numbers) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("calls", numbers.calls())
        .put("answered", numbers.answered())
        .put("unknown", numbers.unknown())
        .put("seconds", rounded(numbers.seconds()))
        .put("perSecond", rounded(numbers.perSecond()))
        .put("p50Millis", rounded(numbers.p50()))
        .put("p99Millis", rounded(numbers.p99()))
        .put("longestMillis", rounded(numbers.longest()));
    ObjectNode grades = node.putObject("grades");
    numbers
        .grades()
        .forEach((grade, count) -> grades.put(grade.name().toLowerCase(Locale.ROOT), count));
    return node;
  }

  private static ObjectNode check(Check check) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("name", check.name()).put("holds", check.holds()).put("detail", check.detail());
    ArrayNode findings = node.putArray("findings");
    check.findings().forEach(findings::add);
    return node;
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
