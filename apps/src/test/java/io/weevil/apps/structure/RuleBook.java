package io.weevil.apps.structure;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The rules as docs/protocol.md lists them in its section on what is built. */
record RuleBook(List<Entry> entries) {

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| (R-[A-Z0-9-]+) \\| (.+?) \\| ((yes|no|in part).*?) \\|$", Pattern.MULTILINE);

  /**
   * A rule, or one of its numbered parts.
   *
   * @param words what it says, in a few words
   * @param built {@code yes}, {@code no}, or {@code in part: …}
   */
  record Entry(String rule, String words, String built) {

    boolean isBuilt() {
      return !built.equals("no");
    }

    /**
     * Whether a citation of {@code cited} is about this rule: the whole rule stands for no part.
     */
    boolean isNamedBy(String cited) {
      return rule.equals(cited);
    }
  }

  static RuleBook parse(String protocol) {
    return new RuleBook(ROW.matcher(protocol).results().map(RuleBook::entry).toList());
  }

  private static Entry entry(MatchResult row) {
    return new Entry(row.group(1), row.group(2), row.group(3));
  }

  /**
   * Whether the book knows {@code cited}: a listed rule, or one whose numbered parts are listed.
   */
  boolean knows(String cited) {
    return entries.stream()
        .anyMatch(e -> e.rule().equals(cited) || e.rule().matches(Pattern.quote(cited) + "-\\d+"));
  }
}
