package io.bindery.laptop;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS_POINT_DOWN =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("laptop")
          .definedBy("io.bindery.laptop..")
          .layer("localaws")
          .definedBy("io.bindery.localaws..")
          .layer("service")
          .definedBy("io.bindery.service..")
          .layer("router")
          .definedBy("io.bindery.router..")
          .layer("packager")
          .definedBy("io.bindery.packager..")
          .layer("exchange")
          .definedBy("io.bindery.exchange..")
          .layer("platform")
          .definedBy("io.bindery.platform..")
          .layer("protocol")
          .definedBy("io.bindery.protocol..")
          .whereLayer("laptop")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("localaws")
          .mayOnlyBeAccessedByLayers("laptop")
          .whereLayer("service")
          .mayOnlyBeAccessedByLayers("laptop")
          .whereLayer("router")
          .mayOnlyBeAccessedByLayers("service")
          .whereLayer("packager")
          .mayOnlyBeAccessedByLayers("service", "laptop")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("service")
          .whereLayer("platform")
          .mayOnlyBeAccessedByLayers("router", "packager", "exchange", "service", "laptop")
          .because("rooms meet at the wire formats, as separate deployments would");

  @ArchTest
  static final ArchRule LOCAL_SERVICES_KNOW_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("io.bindery.localaws..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.bindery.quilt..",
                  "io.bindery.protocol..",
                  "io.bindery.platform..",
                  "io.bindery.router..",
                  "io.bindery.packager..",
                  "io.bindery.exchange..",
                  "io.bindery.service.."));

  @ArchTest
  static final ArchRule THE_PACKAGE_FORMAT_IS_A_LIBRARY =
      noClasses()
          .that()
          .resideInAPackage("io.bindery.quilt..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("akka..", "software.amazon..")
                  .or(
                      resideInAPackage("io.bindery..")
                          .and(not(resideInAPackage("io.bindery.quilt..")))))
          .because(
              "others can use it as it is: it knows no actors, no AWS, and nothing else of ours");

  @ArchTest
  static final ArchRule WIRE_FORMATS_HAVE_NO_ACTORS =
      noClasses()
          .that()
          .resideInAPackage("io.bindery.protocol..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("akka..", "software.amazon.."));

  @ArchTest
  static final ArchRule THE_SERVICE_ASKS_ONLY_WHAT_ROOMS_OFFER =
      noClasses()
          .that()
          .resideInAPackage("io.bindery.service..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.bindery.router..", "io.bindery.packager..", "io.bindery.exchange..")
                  .and(
                      resideOutsideOfPackages(
                          "io.bindery.router",
                          "io.bindery.router.intake",
                          "io.bindery.router.operator",
                          "io.bindery.router.policy",
                          "io.bindery.router.reconcile",
                          "io.bindery.router.replay",
                          "io.bindery.router.source",
                          "io.bindery.router.tables",
                          "io.bindery.router.trace",
                          "io.bindery.packager",
                          "io.bindery.packager.browse",
                          "io.bindery.packager.export",
                          "io.bindery.packager.failure",
                          "io.bindery.packager.gateway",
                          "io.bindery.packager.intake",
                          "io.bindery.packager.lineage",
                          "io.bindery.packager.operator",
                          "io.bindery.packager.policy",
                          "io.bindery.packager.preset",
                          "io.bindery.packager.promote",
                          "io.bindery.packager.registry",
                          "io.bindery.packager.state",
                          "io.bindery.packager.suggest",
                          "io.bindery.packager.tables",
                          "io.bindery.packager.verify",
                          "io.bindery.exchange",
                          "io.bindery.exchange.intake",
                          "io.bindery.exchange.manifest",
                          "io.bindery.exchange.plan",
                          "io.bindery.exchange.prepare",
                          "io.bindery.exchange.publication",
                          "io.bindery.exchange.tables"))
                  // The word of an order.
                  .and(not(nameMatching("io.bindery.router.batch.Verb"))))
          .because("what is behind these packages a room may change alone");

  @ArchTest
  static final ArchRule ROUTES_OF_ROOMS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.bindery.service.http.(router|packager|exchange)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices().matching("io.bindery.(*).(*)..").should().beFreeOfCycles();
}
