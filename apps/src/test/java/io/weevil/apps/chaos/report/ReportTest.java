package io.weevil.apps.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.verdict.Judge;
import io.weevil.apps.chaos.verdict.Recordings;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {

  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  private final Recordings group = new Recordings("");
  private @TempDir Path folder;

  @Test
  void thePageSaysHowItEndedAndWhatWasDone() {
    String page = page();
    assertThat(page)
        .contains("verdict passed", "It shows &lt;nothing&gt; &amp; &quot;all&quot;.")
        .contains("lossy: lose 10 %", "replica 0 is killed")
        .contains("no confidence in the primary of v0: &lt;why&gt;")
        .contains("80 of 80", "91 drop")
        .doesNotContain("<why>", "<nothing>");
  }

  @Test
  void aVerdictThatFailedSaysWhy() {
    group.evidence.add("r2 voted <twice>");
    assertThat(page())
        .contains("verdict failed", "Does not hold: no replica holds evidence")
        .contains("r2 voted &lt;twice&gt;");
  }

  @Test
  void thePageNeedsNothingButItself() {
    assertThat(page()).doesNotContain("http:", "https:", "src=", "<link", "@import", "url(");
  }

  @Test
  void theDrawingIsWellFormedAndFaultsLieWhereTheyHappened() throws Exception {
    Document svg = svg();
    double end = 5_000; // the last call of the load ends before the load does
    Element rule = byLook(svg, "rect", "fault rule");
    assertThat(x(rule)).isEqualTo(TimeAxis.LEFT + TimeAxis.WIDTH * 1_000 / end);
    assertThat(Double.parseDouble(rule.getAttribute("width")))
        .isEqualTo(TimeAxis.WIDTH * 1_000 / end);
    Element kill = byLook(svg, "line", "fault kill moment");
    assertThat(Double.parseDouble(kill.getAttribute("x1")))
        .isEqualTo(TimeAxis.LEFT + TimeAxis.WIDTH * 2_500 / end);
  }

  @Test
  void theViewStripChangesWhenTheViewWasSeen() throws Exception {
    Document svg = svg();
    assertThat(x(byLook(svg, "rect", "strip view-0"))).isEqualTo(TimeAxis.LEFT);
    assertThat(x(byLook(svg, "rect", "strip view-1")))
        .isEqualTo(TimeAxis.LEFT + TimeAxis.WIDTH * 0.6);
    assertThat(texts(svg)).contains("v0, led by r0", "v1, led by r1", "speculative");
  }

  @Test
  void aKilledReplicaIsDeadFromThenOn() throws Exception {
    assertThat(x(byLook(svg(), "rect", "strip health-dead")))
        .isEqualTo(TimeAxis.LEFT + TimeAxis.WIDTH * 0.5);
    assertThat(texts(svg())).contains("well", "dead");
  }

  @Test
  void everyCallOfTheLoadIsInTheBars() throws Exception {
    Document svg = svg();
    NodeList bars = svg.getElementsByTagName("rect");
    double perSecond = 0;
    for (int i = 0; i < bars.getLength(); i++) {
      if (((Element) bars.item(i)).getAttribute("class").equals("speculative")) {
        perSecond += Double.parseDouble(bars.item(i).getTextContent().split("/")[0]);
      }
    }
    assertThat(perSecond / 4).isEqualTo(80); // a bucket is a quarter of a second
  }

  @Test
  void aRecordingOfNothingIsDrawnToo() {
    Recording empty = new Recordings("").recording();
    Recording nothing =
        new Recording(
            empty.scenario(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new java.util.TreeMap<>(),
            0,
            empty.ending());
    assertThat(HtmlReport.of(nothing, Judge.judge(nothing))).contains("verdict failed", "none");
  }

  @Test
  void programsGetTheSame() throws Exception {
    group.evidence.add("r2 voted twice");
    JsonNode json =
        new ObjectMapper()
            .readTree(VerdictJson.of(group.recording(), Judge.judge(group.recording())));
    assertThat(json.get("passed").asBoolean()).isFalse();
    assertThat(json.get("viewChanges").asInt()).isEqualTo(1);
    assertThat(json.get("numbers").get("answered").asInt()).isEqualTo(80);
    assertThat(json.get("rules").get("lossy").get("drop").asInt()).isEqualTo(91);
    assertThat(json.get("faults").get(1).get("deed").asText()).isEqualTo("kill");
    assertThat(json.get("checks").findValuesAsText("holds")).containsOnlyOnce("false");
    assertThat(json.get("checks").findValues("findings").toString()).contains("r2 voted twice");
  }

  @Test
  void everyCallIsALineOfTheHistory() throws Exception {
    group.open("c", Recordings.swap("y", null, "1"), 10);
    Path file = folder.resolve("history.jsonl");
    HistoryFile.write(group.recording().calls(), file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(group.calls.size());
    JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(last.get("operation").asText()).isEqualTo("swap");
    assertThat(last.has("outcome")).isFalse();
    assertThat(new ObjectMapper().readTree(lines.get(0)).get("outcome").asText()).isEqualTo("done");
  }

  @Test
  void theIndexLeadsToEveryReport() {
    String page =
        IndexPage.of(
            List.of(
                new IndexPage.Row("a", "It shows <a>.", true, 12, "well"),
                new IndexPage.Row("b", "It shows b.", false, 12, "not well")));
    assertThat(page)
        .contains("1 of 2 scenarios passed", "href=\"a/report.html\"", "verdict failed")
        .contains("It shows &lt;a&gt;.");
  }

  private String page() {
    return HtmlReport.of(group.recording(), Judge.judge(group.recording()));
  }

  private Document svg() throws Exception {
    String svg = SVG.matcher(page()).results().map(MatchResult::group).findFirst().orElseThrow();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static Element byLook(Document svg, String tag, String look) {
    NodeList all = svg.getElementsByTagName(tag);
    for (int i = 0; i < all.getLength(); i++) {
      if (((Element) all.item(i)).getAttribute("class").equals(look)) {
        return (Element) all.item(i);
      }
    }
    throw new AssertionError("nothing looks like " + look);
  }

  private static List<String> texts(Document svg) {
    NodeList all = svg.getElementsByTagName("text");
    return java.util.stream.IntStream.range(0, all.getLength())
        .mapToObj(i -> all.item(i).getTextContent())
        .toList();
  }

  private static double x(Element element) {
    return Double.parseDouble(element.getAttribute("x"));
  }
}
