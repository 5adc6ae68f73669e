package io.weevil.testkit.swarm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A message-sequence chart of a story, as SVG: a lane for each node, time downwards. */
final class SequenceChart {

  private static final int LANE = 190;
  private static final int ROW = 18;
  private static final int TOP = 60;
  private static final int LEFT = 120;
  private static final int WORDS = 34;

  private final List<Story.Scene> scenes;
  private final Map<String, Integer> lanes = new LinkedHashMap<>();
  private final List<String> out = new ArrayList<>();

  private SequenceChart(List<Story.Scene> scenes) {
    this.scenes = scenes;
    int lane = 0;
    for (String name : names()) {
      lanes.put(name, LEFT + LANE / 2 + LANE * lane++);
    }
  }

  private SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (Story.Scene scene : scenes) {
      switch (scene) {
        case Story.Said said -> {
          names.add(said.from());
          names.add(said.to());
        }
        case Story.Happened happened -> names.add(happened.where());
      }
    }
    return names;
  }

  /** The chart, and nothing but text in it. */
  static String of(String title, List<Story.Scene> scenes) {
    SequenceChart chart = new SequenceChart(scenes);
    chart.draw(title);
    return String.join("\n", chart.out) + "\n";
  }

  private void draw(String title) {
    int width = LEFT + LANE * lanes.size();
    int height = TOP + ROW * (scenes.size() + 2);
    out.add(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">")
            .formatted(width, height, width, height));
    out.add("<style>.say{stroke:#36c}.what{fill:#a40}.lane{stroke:#bbb}</style>");
    out.add("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    text(8, 18, "", title);
    lanes.forEach((name, x) -> drawLane(name, x, height));
    int y = TOP + ROW;
    for (Story.Scene scene : scenes) {
      drawScene(scene, y);
      y += ROW;
    }
    out.add("</svg>");
  }

  private void drawLane(String name, int x, int height) {
    line(x, TOP - 10, x, height - 10, "lane");
    text(x - 30, TOP - 16, "font-weight=\"bold\"", name);
  }

  private void drawScene(Story.Scene scene, int y) {
    text(4, y + 4, "fill=\"#666\"", String.format(Locale.ROOT, "%.3f ms", Story.millis(scene)));
    switch (scene) {
      case Story.Said said -> drawSaid(x(said.from()), x(said.to()), y, said.text());
      case Story.Happened happened -> {
        out.add(
            "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"#a40\"/>"
                .formatted(x(happened.where()), y));
        label(x(happened.where()) + 6, y + 4, "class=\"what\"", happened.text());
      }
    }
  }

  private void drawSaid(int from, int to, int y, String words) {
    line(from, y, to, y, "say");
    int tip = from < to ? -5 : 5;
    out.add("<path d=\"M%d %d l%d -3 l0 6 z\" fill=\"#36c\"/>".formatted(to, y, tip));
    label(Math.min(from, to) + 8, y - 2, "", words);
  }

  private int x(String lane) {
    return lanes.getOrDefault(lane, LEFT);
  }

  private void line(int x1, int y1, int x2, int y2, String kind) {
    out.add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>"
            .formatted(x1, y1, x2, y2, kind));
  }

  /** What is too long stands in full where the pointer rests. */
  private void label(int x, int y, String how, String words) {
    String shown = words.length() <= WORDS ? words : words.substring(0, WORDS - 1) + "…";
    out.add(
        "<text x=\"%d\" y=\"%d\" %s>%s<title>%s</title></text>"
            .formatted(x, y, how, escaped(shown), escaped(words)));
  }

  private void text(int x, int y, String how, String words) {
    out.add("<text x=\"%d\" y=\"%d\" %s>%s</text>".formatted(x, y, how, escaped(words)));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
