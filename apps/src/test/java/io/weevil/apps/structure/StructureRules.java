package io.weevil.apps.structure;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What holds for the shape of the code, by name. The root package is a parameter so that each rule
 * can be shown to refuse an offender: a rule that nothing breaks proves nothing.
 */
final class StructureRules {

  private static final String NO_CLOCK =
      "java\\.time\\.(Clock|Instant|[A-Z]\\w*DateTime|Local\\w+|Year\\w*|Zone\\w+)"
          + "|java\\.util\\.(Date|Calendar|Timer|TimerTask)";
  private static final String NO_CHANCE =
      "java\\.util\\.(Random|SplittableRandom|UUID)|java\\.util\\.random\\..*"
          + "|java\\.util\\.concurrent\\.ThreadLocalRandom";
  private static final String NO_THREAD =
      "java\\.lang\\.(Thread|ThreadLocal|InheritableThreadLocal|Runtime|Process\\w*)(\\$.*)?"
          + "|java\\.util\\.concurrent\\..*";
  private static final String STREAMS =
      "java\\.io\\.((\\w+)?(Input|Output)Stream|(\\w+)?IOException|EOFException|Closeable"
          + "|Flushable|Serializable)";

  private final String root;

  StructureRules(String root) {
    this.root = root;
  }

  /** Every rule, by the name under which it is proven to be breakable. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("modules point one way", modulesPointOneWay());
    rules.put("no cycle in engine", noCycle("engine"));
    rules.put("no cycle in actors", noCycle("actors"));
    rules.put("no cycle in testkit", noCycle("testkit"));
    rules.put("no cycle in apps", noCycle("apps"));
    rules.put("engine reads no clock", engineReadsNoClock());
    rules.put("engine leaves nothing to chance", engineLeavesNothingToChance());
    rules.put("engine has no threads", engineHasNoThreads());
    rules.put("engine locks only caches", engineLocksOnlyCaches());
    rules.put("engine touches no files or network", engineTouchesNoFilesOrNetwork());
    rules.put("engine does not log", engineDoesNotLog());
    rules.put("engine knows few libraries", engineKnowsFewLibraries());
    rules.put("keys are made in crypto", keysAreMadeInCrypto());
    rules.put("actors compute no quorum", actorsComputeNoQuorum());
    rules.put("actors do not ask", actorsDoNotAsk());
    rules.put("nobody serializes with Java", nobodySerializesWithJava());
    rules.put("no name is a refuge", noNameIsARefuge());
    return rules;
  }

  private String module(String name) {
    return root + "." + name + "..";
  }

  private ArchRule modulesPointOneWay() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("apps")
        .definedBy(module("apps"))
        .optionalLayer("testkit")
        .definedBy(module("testkit"))
        .layer("actors")
        .definedBy(module("actors"))
        .layer("engine")
        .definedBy(module("engine"))
        .whereLayer("apps")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("testkit")
        .mayOnlyBeAccessedByLayers("apps")
        .whereLayer("actors")
        .mayOnlyBeAccessedByLayers("apps", "testkit");
  }

  private ArchRule noCycle(String module) {
    return slices()
        .matching(root + "." + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  /** Time comes in with each input. */
  private ArchRule engineReadsNoClock() {
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .should()
        .dependOnClassesThat(nameMatching(NO_CLOCK))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis");
  }

  /** Keys are drawn from a SecureRandom that the caller of crypto hands in. */
  private ArchRule engineLeavesNothingToChance() {
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .should()
        .dependOnClassesThat(nameMatching(NO_CHANCE))
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .orShould()
        .callMethodWhere(calls("java.util.Collections", "shuffle"))
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class);
  }

  private ArchRule keysAreMadeInCrypto() {
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .and()
        .resideOutsideOfPackage(module("engine.crypto"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.security..", "javax.crypto..", "org.bouncycastle..");
  }

  private ArchRule engineHasNoThreads() {
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .and(not(threadSafeByContract()))
        .should()
        .dependOnClassesThat(nameMatching(NO_THREAD))
        .orShould()
        .callMethodWhere(calls("java.util.Collection", "parallelStream"))
        .orShould()
        .callMethodWhere(calls("java.util.stream.BaseStream", "parallel"))
        .orShould()
        .callMethodWhere(calls("java.lang.Object", "(wait|notify|notifyAll)"));
  }

  private ArchRule engineLocksOnlyCaches() {
    return methods()
        .that()
        .areDeclaredInClassesThat(
            resideInAPackage(module("engine")).and(not(threadSafeByContract())))
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED);
  }

  /** What several doors of a node share: its Javadoc says that many threads may use it. */
  private DescribedPredicate<JavaClass> threadSafeByContract() {
    return resideInAnyPackage(module("engine.crypto"), module("engine.authentication"))
        .as("shared between threads by contract");
  }

  /** Snapshots are written to streams; where these lead is the caller's business. */
  private ArchRule engineTouchesNoFilesOrNetwork() {
    DescribedPredicate<JavaClass> io =
        resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
            .and(not(nameMatching(STREAMS)))
            .or(nameMatching("java\\.io\\.File\\w*Stream"));
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .should()
        .dependOnClassesThat(io.as("are files or sockets"));
  }

  private ArchRule engineDoesNotLog() {
    return noClasses()
        .that()
        .resideInAPackage(module("engine"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..", "java.lang.System.Logger")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }

  private ArchRule engineKnowsFewLibraries() {
    return classes()
        .that()
        .resideInAPackage(module("engine"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            module("engine"),
            "java..",
            "javax.crypto..",
            "org.jspecify.annotations..",
            "org.bouncycastle..",
            "com.fasterxml.jackson.core..",
            "com.fasterxml.jackson.dataformat.cbor..",
            "org.pcollections..");
  }

  /** An actor admits, feeds and carries out; what is enough is decided in the engine. */
  private ArchRule actorsComputeNoQuorum() {
    return noClasses()
        .that()
        .resideInAPackage(module("actors"))
        .should()
        .callMethodWhere(
            calls(root + ".engine.quorum.Quorums", "fast|certify|viewChange|support|weak"))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(root + ".engine.quorum.VoteCollector");
  }

  /** An ask leaves the dispatcher, so that no seed replays it; who calls a client may. */
  private ArchRule actorsDoNotAsk() {
    return noClasses()
        .that()
        .resideInAPackage(module("actors"))
        .and()
        .doNotHaveFullyQualifiedName(root + ".actors.client.WeevilClient")
        .should()
        .dependOnClassesThat(
            nameMatching(
                "org\\.apache\\.pekko\\.(actor\\.typed\\.(java|scala)dsl\\.AskPattern|pattern\\.(Patterns|AskableActorRef))\\$?"))
        .orShould()
        .callMethodWhere(
            calls("org.apache.pekko.actor.typed.javadsl.ActorContext", "ask|askWithStatus"));
  }

  private ArchRule nobodySerializesWithJava() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat(
            nameMatching(
                "java\\.io\\.(Object(Input|Output)(Stream|Filter)?|Externalizable)"
                    + "|org\\.apache\\.pekko\\.serialization\\.JavaSerializer\\$?"));
  }

  private ArchRule noNameIsARefuge() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and(not(nameMatching(".*ViewChangeManager"))) // the field's own name
        .should()
        .haveNameMatching(".*[.$](\\w*(Manager|Helpers?|Utils?|Impl)|Default[A-Z]\\w*)");
  }

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
    return describe(
        owner + "." + method,
        call -> call.getTargetOwner().isAssignableTo(owner) && call.getName().matches(method));
  }
}
