package io.weevil.apps.bench.suite;

import java.util.List;

/**
 * One benchmark of a suite.
 *
 * @param name also of the file with its result: small letters, digits and hyphens
 * @param work what is measured, for people
 * @param options of {@code weevil bench}
 * @param plotted whether it is a point of the plot
 */
public record Row(
    String name, String work, List<String> options, List<Target> targets, boolean plotted) {

  public Row {
    options = List.copyOf(options);
    targets = List.copyOf(targets);
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(
          "a row's name has small letters, digits and hyphens, not \"" + name + "\"");
    }
  }
}
