package io.refrain.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** The arrows between the rooms point down, and only down. */
@AnalyzeClasses(packages = "io.refrain", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CORE = "io.refrain.core..";
  private static final String PARQUET = "io.refrain.parquet..";
  private static final String JDBC = "io.refrain.jdbc..";
  private static final String PIPELINES = "io.refrain.pipelines..";
  private static final String CLI = "io.refrain.cli..";
  private static final String RUNNERS = "io.refrain.runners..";

  @ArchTest
  static final ArchRule coreKnowsNoStore =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, JDBC, PIPELINES, CLI, RUNNERS);

  @ArchTest
  static final ArchRule storesKnowOnlyCore =
      noClasses()
          .that()
          .resideInAnyPackage(PARQUET, JDBC)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PIPELINES, CLI, RUNNERS);

  @ArchTest
  static final ArchRule parquetDoesNotKnowJdbc =
      noClasses()
          .that()
          .resideInAPackage(PARQUET)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(JDBC);

  @ArchTest
  static final ArchRule jdbcDoesNotKnowParquet =
      noClasses()
          .that()
          .resideInAPackage(JDBC)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(PARQUET);

  @ArchTest
  static final ArchRule pipelinesDoNotKnowTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage(PIPELINES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, RUNNERS, "picocli..");

  @ArchTest
  static final ArchRule onlyRunnersKnowARunner =
      noClasses()
          .that()
          .resideOutsideOfPackage(RUNNERS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam.runners..", "org.apache.flink..");

  @ArchTest
  static final ArchRule theProtocolNeedsNoPipeline =
      noClasses()
          .that()
          .resideInAnyPackage("io.refrain.core.store..", "io.refrain.core.commit..")
          .or()
          .haveNameMatching("io\\.refrain\\.core\\.[A-Z].*")
          .and()
          .doNotHaveSimpleName("CountMetrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.beam.sdk.transforms..",
              "org.apache.beam.sdk.values..",
              "org.apache.beam.sdk");

  @ArchTest
  static final ArchRule onlyJdbcSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackages(JDBC, CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..");

  @ArchTest
  static final ArchRule roomsOfCoreFormNoCycle =
      slices().matching("io.refrain.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule publicSignaturesHoldNoThirdPartyTypes =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(CORE, JDBC, "io.refrain.parquet.dataset..")
          .should(useOnlyOurOwnTypesThoseOfJavaAndThoseOfBeam());

  @ArchTest
  static final ArchRule utilityNamesAreNotUsed =
      classes()
          .that()
          .resideInAPackage("io.refrain..")
          .should()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager");

  private static ArchCondition<JavaMethod> useOnlyOurOwnTypesThoseOfJavaAndThoseOfBeam() {
    return new ArchCondition<>("use only types of Java, Beam and Refrain in signatures") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
            .map(JavaClass::getBaseComponentType)
            .filter(type -> !type.isPrimitive())
            .map(JavaClass::getName)
            .filter(
                name ->
                    !name.startsWith("java.")
                        && !name.startsWith("javax.sql.")
                        && !name.startsWith("io.refrain.")
                        && !name.startsWith("org.apache.beam.")
                        && !name.startsWith("org.joda.time."))
            .forEach(
                name ->
                    events.add(
                        SimpleConditionEvent.violated(method, method.getFullName() + ": " + name)));
      }
    };
  }
}
