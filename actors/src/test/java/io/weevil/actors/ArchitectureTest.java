package io.weevil.actors;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.weevil.engine.quorum.Quorums;
import java.util.Set;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** What the rooms of this module may know of each other and of the engine. */
@AnalyzeClasses(packages = "io.weevil.actors", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

  static final class MainCode implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("io.weevil.actors.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_ACTOR_COUNTS_TO_A_QUORUM =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "it asks for the size of a quorum",
                  (JavaMethodCall call) ->
                      assignableTo(Quorums.class).test(call.getTargetOwner())
                          && Set.of("fast", "certify", "viewChange", "support", "weak")
                              .contains(call.getName())));

  @ArchTest
  static final ArchRule NO_ACTOR_ASKS =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("WeevilClient")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(AskPattern.class);
}
