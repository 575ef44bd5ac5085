package io.refrain.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.refrain.core.store.ReplaceStore;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the rooms point down, and only down. */
class ArchitectureTest {
  private static final String CORE = "io.refrain.core..";
  private static final String PARQUET = "io.refrain.parquet..";
  private static final String PARQUET_FILES = "io.refrain.parquet.file..";
  private static final String ICEBERG = "io.refrain.iceberg..";
  private static final String DELTA = "io.refrain.delta..";
  private static final String JDBC = "io.refrain.jdbc..";
  private static final String TESTKIT = "io.refrain.testkit..";
  private static final String PIPELINES = "io.refrain.pipelines..";
  private static final String CLI = "io.refrain.cli..";
  private static final String RUNNERS = "io.refrain.runners..";

  private static final ArchRule CORE_KNOWS_NO_STORE =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, ICEBERG, DELTA, JDBC, PIPELINES, CLI, RUNNERS);

  private static final ArchRule PARQUET_KNOWS_ONLY_CORE = knowsOfUsOnly(PARQUET, CORE);
  private static final ArchRule JDBC_KNOWS_ONLY_CORE = knowsOfUsOnly(JDBC, CORE);
  private static final ArchRule ICEBERG_KNOWS_ONLY_CORE_AND_PARQUET_FILES =
      knowsOfUsOnly(ICEBERG, CORE, PARQUET_FILES);
  private static final ArchRule DELTA_KNOWS_ONLY_CORE_AND_PARQUET_FILES =
      knowsOfUsOnly(DELTA, CORE, PARQUET_FILES);

  private static final ArchRule ONE_CLASS_KNOWS_THE_INSIDE_OF_DELTA_KERNEL =
      noClasses()
          .that()
          .resideInAPackage(DELTA)
          .and()
          .doNotHaveSimpleName("KernelLog")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.delta.kernel.internal..");

  private static ArchRule knowsOfUsOnly(String store, String... others) {
    String[] known = Stream.concat(Stream.of(store), Stream.of(others)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(store)
        .should()
        .dependOnClassesThat(resideInAPackage("io.refrain..").and(not(resideInAnyPackage(known))));
  }

  private static final ArchRule PIPELINES_DO_NOT_KNOW_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAPackage(PIPELINES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, RUNNERS, "picocli..");

  private static final ArchRule ONLY_VERIFY_KNOWS_THE_TEST_KIT =
      noClasses()
          .that()
          .resideOutsideOfPackages(TESTKIT, "io.refrain.cli.verify..")
          .and()
          .haveNameNotMatching("io\\.refrain\\.cli\\.(VerifyCommand|KitRig)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(TESTKIT);

  private static final ArchRule ONLY_RUNNERS_KNOW_A_RUNNER =
      noClasses()
          .that()
          .resideOutsideOfPackage(RUNNERS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam.runners..", "org.apache.flink..");

  private static final ArchRule THE_PROTOCOL_NEEDS_NO_PIPELINE =
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

  private static final ArchRule ONLY_JDBC_SPEAKS_SQL =
      noClasses()
          .that()
          .resideOutsideOfPackages(JDBC, CLI, TESTKIT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..");

  private static final ArchRule ROOMS_OF_CORE_FORM_NO_CYCLE =
      slices().matching("io.refrain.core.(*)..").should().beFreeOfCycles();

  private static final ArchRule PUBLIC_SIGNATURES_HOLD_NO_THIRD_PARTY_TYPES =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(CORE, JDBC, ICEBERG, DELTA, "io.refrain.parquet.dataset..")
          // Iceberg finds it by its name and calls it by its own types.
          .and()
          .areDeclaredInClassesThat()
          .doNotHaveSimpleName("BeamFileIO")
          .should(useOnlyOurOwnTypesThoseOfJavaAndThoseOfBeam());

  private static final ArchRule UTILITY_NAMES_ARE_NOT_USED =
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

  @TestFactory
  Stream<DynamicTest> rules() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.refrain");
    assertThat(classes.contain(ReplaceStore.class), is(true));
    return Stream.of(
            Map.entry("coreKnowsNoStore", CORE_KNOWS_NO_STORE),
            Map.entry("parquetKnowsOnlyCore", PARQUET_KNOWS_ONLY_CORE),
            Map.entry("jdbcKnowsOnlyCore", JDBC_KNOWS_ONLY_CORE),
            Map.entry(
                "icebergKnowsOnlyCoreAndParquetFiles", ICEBERG_KNOWS_ONLY_CORE_AND_PARQUET_FILES),
            Map.entry("deltaKnowsOnlyCoreAndParquetFiles", DELTA_KNOWS_ONLY_CORE_AND_PARQUET_FILES),
            Map.entry(
                "oneClassKnowsTheInsideOfDeltaKernel", ONE_CLASS_KNOWS_THE_INSIDE_OF_DELTA_KERNEL),
            Map.entry("pipelinesDoNotKnowTheCommandLine", PIPELINES_DO_NOT_KNOW_THE_COMMAND_LINE),
            Map.entry("onlyVerifyKnowsTheTestKit", ONLY_VERIFY_KNOWS_THE_TEST_KIT),
            Map.entry("onlyRunnersKnowARunner", ONLY_RUNNERS_KNOW_A_RUNNER),
            Map.entry("theProtocolNeedsNoPipeline", THE_PROTOCOL_NEEDS_NO_PIPELINE),
            Map.entry("onlyJdbcSpeaksSql", ONLY_JDBC_SPEAKS_SQL),
            Map.entry("roomsOfCoreFormNoCycle", ROOMS_OF_CORE_FORM_NO_CYCLE),
            Map.entry(
                "publicSignaturesHoldNoThirdPartyTypes",
                PUBLIC_SIGNATURES_HOLD_NO_THIRD_PARTY_TYPES),
            Map.entry("utilityNamesAreNotUsed", UTILITY_NAMES_ARE_NOT_USED))
        .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(classes)));
  }

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
