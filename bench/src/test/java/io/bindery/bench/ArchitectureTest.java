package io.bindery.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is measured knows nothing of what measures it. */
@AnalyzeClasses(
    packages = "io.bindery",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule NOBODY_NEEDS_THE_BENCH =
      noClasses()
          .that(resideOutsideOfPackage("io.bindery.bench.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.bindery.bench.."));

  @ArchTest
  static final ArchRule ONLY_THE_BENCH_KNOWS_THE_PEERS =
      noClasses()
          .that(resideOutsideOfPackage("io.bindery.bench.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.camel..",
                  "org.springframework..",
                  "com.zaxxer..",
                  "akka.stream.alpakka.s3..",
                  "akka.stream.alpakka.sns.."));
}
