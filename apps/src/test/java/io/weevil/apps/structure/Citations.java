package io.weevil.apps.structure;

import io.weevil.apps.structure.SourceTree.Source;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the sources name rules: comments of the code, {@code @Rule} of the tests. */
final class Citations {

  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Z0-9-])R-[A-Z]+(?:-[A-Z]+)*(?:-\\d+)?(?![A-Za-z0-9])");
  private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern ANNOTATED =
      Pattern.compile(
          "^[ \t]*@Rule\\(([^)]*)\\)\\s*" // the rules
              + "(?:@\\w+(?:\\((?:[^()]|\\([^()]*\\))*\\))?\\s*|//[^\n]*\\s*)*" // what else stands
              // there
              + "[^;{}(]*?(?:\\b(?:class|record|interface)\\s+(\\w+)|\\b(\\w+)\\s*\\()",
          Pattern.MULTILINE);

  /**
   * A rule and the place that names it.
   *
   * @param place the file's path, or the test's name
   */
  record Citation(String rule, Source source, String place) {}

  private Citations() {}

  /** What the comments of main sources cite. */
  static Collection<Citation> ofCode(Collection<Source> sources) {
    return sources.stream()
        .flatMap(s -> numbersInComments(s.text()).stream().map(r -> new Citation(r, s, s.name())))
        .toList();
  }

  private static SortedSet<String> numbersInComments(String text) {
    SortedSet<String> numbers = new TreeSet<>();
    COMMENT.matcher(text).results().forEach(c -> numbers.addAll(numbersIn(c.group())));
    return numbers;
  }

  private static SortedSet<String> numbersIn(String text) {
    SortedSet<String> numbers = new TreeSet<>();
    NUMBER.matcher(text).results().map(MatchResult::group).forEach(numbers::add);
    return numbers;
  }

  /** What {@code @Rule} names in test sources. */
  static Collection<Citation> ofTests(Collection<Source> sources) {
    return sources.stream()
        .flatMap(s -> ANNOTATED.matcher(s.text()).results().flatMap(m -> ofTest(s, m)))
        .toList();
  }

  private static java.util.stream.Stream<Citation> ofTest(Source source, MatchResult match) {
    String test = match.group(2) == null ? source.name() + "#" + match.group(3) : match.group(2);
    return numbersIn(match.group(1)).stream().map(rule -> new Citation(rule, source, test));
  }

  /** How many {@code @Rule} stand in a source, understood or not. */
  static long annotationsIn(Source source) {
    Matcher each = Pattern.compile("^[ \t]*@Rule\\(", Pattern.MULTILINE).matcher(source.text());
    return each.results().count();
  }
}
