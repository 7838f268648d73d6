package io.bindery.laptop;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasReturnType.Predicates.rawReturnType;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;

/** What only one place does, so that it is done right everywhere. */
class OnePlaceTest {
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
