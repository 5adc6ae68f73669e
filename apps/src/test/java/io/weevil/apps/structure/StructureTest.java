package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class StructureTest {

  private static final String PROJECT = "io.weevil";
  private static final String OFFENCE = "io.weevil.apps.structure.offence";
  private static final ImportOption NO_TESTS = location -> !location.contains("test-classes");

  @TestFactory
  Stream<DynamicTest> theProjectKeepsEveryRule() {
    JavaClasses project =
        new ClassFileImporter().withImportOption(NO_TESTS).importPackages(PROJECT);
    return new StructureRules(PROJECT)
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(project)));
  }

  /** A rule that nothing breaks proves nothing. */
  @TestFactory
  Stream<DynamicTest> everyRuleRefusesItsOffender() {
    JavaClasses offenders = new ClassFileImporter().importPackages(OFFENCE);
    return new StructureRules(OFFENCE)
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(rule.getKey(), () -> assertBroken(rule, offenders)));
  }

  private static void assertBroken(Map.Entry<String, ArchRule> rule, JavaClasses offenders) {
    assertThat(rule.getValue().evaluate(offenders).hasViolation()).as(rule.getKey()).isTrue();
  }

  @Test
  void allModulesAreLookedAt() {
    JavaClasses project =
        new ClassFileImporter().withImportOption(NO_TESTS).importPackages(PROJECT);
    assertThat(project.stream().map(c -> c.getPackageName().split("\\.")[2]))
        .contains("engine", "actors", "testkit", "apps");
  }
}
