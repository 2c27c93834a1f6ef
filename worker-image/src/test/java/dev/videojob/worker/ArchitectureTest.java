package dev.videojob.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.videojob.worker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule planningIsPure =
      noClasses()
          .that()
          .resideInAPackage("dev.videojob.worker.plan")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..",
              "java.io..",
              "java.nio..",
              "java.net..",
              "dev.videojob.worker.ffmpeg",
              "dev.videojob.worker.s3",
              "dev.videojob.worker.publish");

  @ArchTest
  static final ArchRule nothingKnowsKubernetes =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.videojob.worker.(*)..").should().beFreeOfCycles();
}
