package io.weevil.apps.drawing;

import java.util.Locale;

/** A drawing that is being made. Coordinates are pixels; looks are given by CSS classes. */
public final class Svg {

  private final StringBuilder content = new StringBuilder();

  /**
   * @param hint shown by a browser where the mouse rests
   */
  public void rectangle(String look, double x, double y, double width, double height, String hint) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">%s</rect>%n",
        look, x, y, Math.max(0, width), Math.max(0, height), title(hint));
  }

  public void line(String look, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        look, x1, y1, x2, y2);
  }

  public void dot(String look, double x, double y, String hint) {
    add(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\">%s</circle>%n",
        look, x, y, title(hint));
  }

  /**
   * @param points as SVG writes them
   */
  public void polyline(String look, String points) {
    if (!points.isEmpty()) {
      add("<polyline class=\"%s\" points=\"%s\"/>%n", look, points);
    }
  }

  /**
   * @param anchor start, middle or end
   */
  public void text(String look, double x, double y, String anchor, String text) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        look, x, y, anchor, Markup.escaped(text));
  }

  public static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
  }

  private static String title(String hint) {
    return hint.isEmpty() ? "" : "<title>" + Markup.escaped(hint) + "</title>";
  }

  private void add(String pattern, Object... values) {
    content.append(String.format(Locale.ROOT, pattern, values));
  }

  /** For a page whose style says how classes look. */
  public String finished(int width, int height, String label) {
    return finished(width, height, label, "", "");
  }

  /**
   * For a file of its own.
   *
   * @param style CSS
   */
  public String file(int width, int height, String label, String style) {
    return finished(
        width,
        height,
        label,
        " xmlns=\"http://www.w3.org/2000/svg\"",
        "<style>" + style + "</style>\n");
  }

  private String finished(int width, int height, String label, String space, String head) {
    return String.format(
            Locale.ROOT,
            "<svg%s viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                + " aria-label=\"%s\">%n",
            space,
            width,
            height,
            width,
            height,
            Markup.escaped(label))
        + head
        + content
        + "</svg>\n";
  }
}
