package io.bindery.laptop;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasReturnType.Predicates.rawReturnType;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;

/** The arrows between the rooms, as README and ADR 2 and 3 draw them. */
@AnalyzeClasses(
    packages = "io.bindery",
    importOptions = {ImportOption.DoNotIncludeTests.class})
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
  static final ArchRule AN_EMPTY_LIST_IS_NO_LIST =
      noClasses()
          .should()
          .callMethodWhere(
              target(nameMatching("has[A-Z].*"))
                  .and(target(owner(resideInAPackage("software.amazon.awssdk.services.."))))
                  .and(target(rawReturnType(boolean.class))))
          .because(
              "hasFailed() and its like are true of a list that is there and empty, as other"
                  + " servers than AWS's own send it: ask for isEmpty()");

  @ArchTest
  static final ArchRule LISTINGS_ARE_CHECKED =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.bindery.platform..",
              "io.bindery.router..",
              "io.bindery.packager..",
              "io.bindery.exchange..",
              "io.bindery.service..")
          .and()
          .resideOutsideOfPackage("io.bindery.platform.s3..")
          .and()
          // Asks whether it may list, and reads nothing of the answer.
          .doNotHaveFullyQualifiedName("io.bindery.platform.look.BucketLook")
          .should()
          .callMethodWhere(
              target(nameMatching("list(Object|Part|MultipartUpload).*"))
                  .and(target(owner(resideInAPackage("software.amazon.awssdk.services.s3..")))))
          .because(
              "an answer that is no page reads as the last one: platform.s3.Listings tells them"
                  + " apart, and ends a listing that does not advance");

  @ArchTest
  static final ArchRule ONE_PLACE_READS_ERRORS_OF_AWS =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.bindery.platform..",
              "io.bindery.router..",
              "io.bindery.packager..",
              "io.bindery.exchange..",
              "io.bindery.service..")
          .and()
          .resideOutsideOfPackage("io.bindery.platform.aws..")
          .should()
          .callMethodWhere(
              target(
                      nameMatching(
                          "statusCode|awsErrorDetails|errorCode|isThrottlingException"
                              + "|isClockSkewException|isRetryableException"))
                  .and(
                      target(
                          owner(
                              assignableTo(SdkException.class)
                                  .or(assignableTo(AwsErrorDetails.class))))))
          .because(
              "platform.aws.Trouble alone tells what AWS refuses for a while from what it refuses"
                  + " for good, and AwsErrors alone reads status and code");

  @ArchTest
  static final ArchRule ONE_PLACE_UNWRAPS_FUTURES =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.bindery.platform.failure..", "io.bindery.localaws..")
          .should(tellWrappersApart())
          .orShould()
          .callMethodWhere(
              target(name("getCause"))
                  .and(
                      target(
                          owner(
                              assignableTo(CompletionException.class)
                                  .or(assignableTo(ExecutionException.class))))))
          .because("platform.failure.Causes alone takes off what futures put around a failure");

  @ArchTest
  static final ArchRule SINGLETONS_ARE_SUPERVISED =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.bindery.platform.wake.Singletons")
          .should()
          .dependOnClassesThat(
              resideInAPackage("akka.cluster.typed..").and(nameMatching(".*Singleton.*")))
          .because("one that throws is gone until the oldest node leaves, unless it is supervised");

  private static ArchCondition<JavaClass> tellWrappersApart() {
    return new ArchCondition<>("ask whether a failure is the wrapper of a future") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (var asked : type.getInstanceofChecks()) {
          if (asked.getRawType().isAssignableTo(CompletionException.class)
              || asked.getRawType().isAssignableTo(ExecutionException.class)) {
            events.add(
                SimpleConditionEvent.satisfied(
                    type,
                    "%s asks for %s".formatted(type.getName(), asked.getRawType().getName())));
          }
        }
      }
    };
  }

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

  @ArchTest
  static final ArchRule COMMANDS_PRINT_THROUGH_THEIR_COMMAND_LINE =
      noClasses()
          .that(
              resideInAnyPackage(
                  "io.bindery.service..",
                  "io.bindery.packager..",
                  "io.bindery.exchange..",
                  "io.bindery.router..",
                  "io.bindery.platform..",
                  "io.bindery.protocol..",
                  "io.bindery.quilt..",
                  "io.bindery.laptop.up..",
                  "io.bindery.laptop.demo.."))
          .and()
          // Makes the writers of the command line.
          .doNotHaveFullyQualifiedName("io.bindery.service.cli.Bindery")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because(
              "what is printed there may hold keys and names of uploaders, and only the writer of"
                  + " the command line makes them safe");

  @ArchTest
  static final ArchRule FILES_THAT_STAY_ARE_WRITTEN_IN_ONE_PLACE =
      noClasses()
          .that(resideInAnyPackage("io.bindery.localaws..", "io.bindery.laptop.."))
          .and()
          .resideOutsideOfPackages(
              "io.bindery.localaws.state..",
              "io.bindery.localaws.s3.store..",
              // For tests.
              "io.bindery.localaws.faulty..",
              "io.bindery.localaws.child..")
          .should()
          .callMethodWhere(
              target(nameMatching("write|writeString|new(OutputStream|BufferedWriter|ByteChannel)"))
                  .and(target(owner(assignableTo(Files.class)))))
          .orShould()
          .callMethodWhere(target(name("open")).and(target(owner(assignableTo(FileChannel.class)))))
          .orShould()
          .dependOnClassesThat(assignableTo(FileOutputStream.class))
          .orShould()
          .dependOnClassesThat(assignableTo(FileWriter.class))
          .because(
              "a full disk or a stop in between must not leave half a file: there each is written"
                  + " aside, flushed and moved, or is a log whose end may be cut off");

  @ArchTest
  static final ArchRule ONE_PLACE_STARTS_TIMERS =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.bindery.platform.regular..", "io.bindery.bench..")
          .should()
          .callMethodWhere(
              target(nameMatching("schedule(Once|AtFixedRate|WithFixedDelay)"))
                  .and(
                      target(
                          owner(
                              assignableTo(akka.actor.typed.Scheduler.class)
                                  .or(assignableTo(akka.actor.Scheduler.class))))))
          .because("a scheduler forgets a task that throws, and says nothing");

  @ArchTest
  static final ArchRule ONE_PLACE_COMPILES_PATTERNS_OF_RE2 =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.bindery.packager.template.MatchPattern")
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.google.re2j.."))
          .because("a pattern is measured before it is compiled there");
}
