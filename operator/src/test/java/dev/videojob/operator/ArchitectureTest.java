package dev.videojob.operator;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.videojob.operator.intake.lease.LeaseKeeper;

/** What the shape of the operator promises (see the design, §8). */
@AnalyzeClasses(
    packages = "dev.videojob.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule what_is_pure_knows_no_client =
      noClasses()
          .that()
          .resideInAnyPackage("..operator.plan..", "..operator.status..", "..operator.slots..")
          .or()
          .resideInAPackage("..operator.resources..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              "software.amazon..",
              "com.mongodb..",
              "java.sql..",
              "org.postgresql..",
              "io.helidon..");

  @ArchTest
  static final ArchRule packages_do_not_go_round_in_circles =
      slices().matching("dev.videojob.operator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_operator_does_not_know_the_local_platform =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.videojob.local..");

  @ArchTest
  static final ArchRule the_operator_does_not_know_the_worker =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.videojob.worker..");

  @ArchTest
  static final ArchRule nothing_sleeps_but_the_heartbeat =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(LeaseKeeper.class.getName())
          .should()
          .callMethodWhere(target(owner(equivalentTo(Thread.class))).and(target(name("sleep"))))
          .because("only the heartbeat has a thread of its own whose work is to wait");

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      classes()
          .should()
          .haveNameNotMatching(".*(Utils?|Helper|Manager|Impl)(\\$.*)?")
          .because("a class that cannot be named by what it does, does too much");
}
