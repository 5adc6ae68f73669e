package io.weevil.apps.structure;

import io.weevil.apps.structure.Citations.Citation;
import io.weevil.apps.structure.RuleBook.Entry;
import io.weevil.apps.structure.SourceTree.Source;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page docs/rules.md: each rule, where it is carried out, and what proves it. */
record RulesTable(RuleBook book, Collection<Citation> code, Collection<Citation> tests) {

  private static final String HEAD =
      """
      # Rules, code and tests

      Made from [protocol.md](protocol.md), the comments of the code and the `@Rule` of the tests; do not edit. After a change,
      `mvn -q -pl apps -am test -Dtest=RulesTableTest -Dsurefire.failIfNoSpecifiedTests=false -Dweevil.regenerate=true`
      writes it anew, and the build fails while it is stale or while a rule that is built lacks code or a test.
      """;

  static RulesTable of(RuleBook book, Collection<Source> main, Collection<Source> tests) {
    return new RulesTable(book, Citations.ofCode(main), Citations.ofTests(tests));
  }

  /** Rules that are built, and cited by no code. */
  List<String> builtWithoutCode() {
    return builtAndNotIn(code);
  }

  /** Rules that are built, and named by no test. */
  List<String> builtWithoutTest() {
    return builtAndNotIn(tests);
  }

  private List<String> builtAndNotIn(Collection<Citation> citations) {
    return book.entries().stream()
        .filter(Entry::isBuilt)
        .filter(e -> citations.stream().noneMatch(c -> e.isNamedBy(c.rule())))
        .map(Entry::rule)
        .toList();
  }

  /** What code or tests cite although no such rule is listed, with the place. */
  List<String> unknown() {
    return java.util.stream.Stream.concat(code.stream(), tests.stream())
        .filter(c -> !book.knows(c.rule()))
        .map(c -> c.rule() + " in " + c.source().path())
        .toList();
  }

  String page() {
    return HEAD
        + "\n| rule | in a few words | built | code | tests |\n| --- | --- | --- | --- | --- |\n"
        + book.entries().stream().map(this::row).collect(Collectors.joining())
        + wholeRules();
  }

  private String row(Entry e) {
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(
            e.rule(),
            e.words(),
            e.built().replaceFirst(":.*", ""),
            links(code, e.rule()),
            list(e.rule()));
  }

  /** Citations of a rule that is listed by its parts only. */
  private String wholeRules() {
    List<String> whole =
        java.util.stream.Stream.concat(code.stream(), tests.stream())
            .map(Citation::rule)
            .filter(rule -> book.entries().stream().noneMatch(e -> e.isNamedBy(rule)))
            .distinct()
            .sorted()
            .toList();
    return whole.isEmpty()
        ? ""
        : "\nNamed as a whole:\n\n| rule | code | tests |\n| --- | --- | --- |\n"
            + whole.stream()
                .map(r -> "| %s | %s | %s |\n".formatted(r, links(code, r), list(r)))
                .collect(Collectors.joining());
  }

  private static String links(Collection<Citation> citations, String rule) {
    return citations.stream()
        .filter(c -> c.rule().equals(rule))
        .map(c -> "[" + c.place() + "](../" + c.source().path() + ")")
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private String list(String rule) {
    return tests.stream()
        .filter(c -> c.rule().equals(rule))
        .collect(
            Collectors.groupingBy(
                c -> c.source().path(), java.util.TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            file ->
                "["
                    + file.getValue().get(0).source().name()
                    + "](../"
                    + file.getKey()
                    + ") "
                    + methods(file.getValue()))
        .map(String::strip)
        .collect(Collectors.joining("; "));
  }

  private static String methods(List<Citation> ofOneFile) {
    return ofOneFile.stream()
        .map(Citation::place)
        .filter(p -> p.contains("#"))
        .map(p -> p.substring(p.indexOf('#') + 1))
        .collect(Collectors.joining(", "));
  }
}
