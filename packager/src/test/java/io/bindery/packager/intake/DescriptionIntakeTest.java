package io.bindery.packager.intake;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.job.Intent;
import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.EntryList;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class DescriptionIntakeTest {
  private static final AllowedBuckets ALLOWED =
      new AllowedBuckets(Set.of("lab"), Set.of("lab", "registry"));

  private static final PackagePolicies POLICIES =
      PackagePolicies.from(
          Settings.at(
              ConfigFactory.parseString(
                  """
                  p.registries = [registry, elsewhere]
                  p.policies = [
                    { bucket = lab, prefix = "t/*", package-name = "{segment.2}/{segment.3}",
                      registry = registry, workflow = strict }
                    { bucket = lab, prefix = "u", registry = elsewhere }
                    { bucket = lab, prefix = "asked/*", package = suggest }
                    { bucket = lab, prefix = "none/*", package = off } ]
                  """),
              "p"));

  private final List<String> accepted = new ArrayList<>();

  private final List<String> refused = new ArrayList<>();

  private final List<String> unwanted = new ArrayList<>();

  private CompletionStage<Done> kept = CompletableFuture.completedFuture(Done.done());

  private PackageDescription last;

  private Intent lastIntent;

  private List<Verdict> handle(CompletionStage<PackageCommand.Answer> answer, String... bodies) {
    var intake =
        new DescriptionIntake(
            new PackageRequests(
                ALLOWED,
                DescriptionMode.STRICT,
                POLICIES,
                (document, inferred) -> CompletableFuture.completedFuture(inferred),
                entries -> CompletableFuture.completedFuture(new EntryList("list")),
                (id, description, intent, trace) -> {
                  accepted.add(id + " " + description.name());
                  last = description;
                  lastIntent = intent;
                  return answer;
                }),
            body ->
                switch (body) {
                  case "a notice" -> Optional.of(CompletableFuture.completedFuture(Done.done()));
                  case "a broken one" -> throw new IllegalStateException("broken");
                  default -> Optional.empty();
                },
            new DescriptionIntake.Refused() {
              @Override
              public CompletionStage<Done> keep(String id, String body, String reason) {
                refused.add(id + " " + body);
                return kept;
              }

              @Override
              public CompletionStage<Done> keepUnwanted(
                  String id, PackageDescription description, String json) {
                unwanted.add(id + " " + description.name());
                return kept;
              }
            });
    var messages = new ArrayList<QueueMessage>();
    for (int i = 0; i < bodies.length; i++) {
      messages.add(new QueueMessage("m" + i, bodies[i], 1, Instant.EPOCH, Optional.empty()));
    }
    return intake.handle(messages).toCompletableFuture().join();
  }

  private static CompletionStage<PackageCommand.Answer> answer(PackageCommand.Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  @Test
  void whatBelongsToSomebodyElseIsHandedOn() {
    assertThat(handle(new CompletableFuture<>(), "a notice", "a broken one"))
        .containsExactly(Verdict.done(), Verdict.later("it cannot be handled: broken"));
    assertThat(accepted).isEmpty();
  }

  @Test
  void eachMessageHasItsOwnVerdict() {
    var verdicts =
        handle(
            answer(new PackageCommand.Accepted("j")),
            "{\"source_prefix\": \"s3://lab/a/b/\"}",
            "hello",
            "{\"source_prefix\": \"s3://other/a/\"}",
            "{\"source_prefix\": \"s3://lab/c/d/\", \"registry\": \"registry\"}");

    assertThat(verdicts.get(0)).isEqualTo(Verdict.done());
    assertThat(verdicts.get(1)).isInstanceOf(Verdict.Rejected.class);
    assertThat(verdicts.get(2))
        .isEqualTo(
            Verdict.rejected(
                "source_prefix names bucket 'other', which is not allowed: add it to"
                    + " bindery.packager.sources, or use another bucket."));
    assertThat(verdicts.get(3)).isEqualTo(Verdict.done());
    assertThat(accepted).containsExactly("m0 a/b", "m3 c/d");
    assertThat(refused).containsExactly("m1 hello", "m2 {\"source_prefix\": \"s3://other/a/\"}");
  }

  @Test
  void whatNoKeyOfS3CanHoldIsRefusedBeforeATableMustHoldIt() {
    var long1 = "n".repeat(900_000);
    var verdicts =
        handle(
            answer(new PackageCommand.Accepted("j")),
            "{\"source_prefix\": \"s3://lab/a/\", \"package_name\": \"a/%s\"}".formatted(long1),
            "{\"source_prefix\": \"s3://lab/%s/\", \"package_name\": \"a/b\"}".formatted(long1),
            "{\"source_prefix\": \"s3://lab/a/\", \"metadata_uri\": \"%s\"}".formatted(long1),
            "{\"source_prefix\": \"s3://lab/%s/\"}".formatted("é".repeat(505)),
            "{\"source_prefix\": \"s3://lab/a/\", \"%s\": 1}".formatted(long1),
            "{\"source_prefix\": \"s3://lab/a/\", \"registry\": \"%s\"}".formatted(long1),
            "{\"source_prefix\": \"%s\"}".formatted(long1),
            "{\"source_prefix\": \"s3://lab/a/\", \"package_name\": \"a/%s\"}"
                .formatted("é".repeat(494)),
            "{\"source_prefix\": \"s3://lab/%s/\", \"package_name\": \"a/b\"}"
                .formatted("é".repeat(511)));

    assertThat(verdicts.subList(0, 7))
        .allSatisfy(
            verdict -> {
              assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
              assertThat(((Verdict.Rejected) verdict).reason()).hasSizeLessThan(1000);
            });
    assertThat(((Verdict.Rejected) verdicts.get(0)).reason())
        .startsWith("package_name = 'a/nnn")
        .endsWith(
            "it has 900002 bytes of UTF-8, and keys of S3 have room for 991: give a shorter one.");
    assertThat(((Verdict.Rejected) verdicts.get(1)).reason())
        .startsWith("source_prefix names 'nnn")
        .contains("at most 1024 bytes");
    // The name that follows from the folder.
    assertThat(((Verdict.Rejected) verdicts.get(3)).reason()).startsWith("package_name = ");
    assertThat(verdicts.subList(7, 9)).containsOnly(Verdict.done());
    assertThat(accepted).hasSize(2);
  }

  @Test
  void whatIsRefusedStaysInTheQueueUntilItsReasonIsKept() {
    kept = CompletableFuture.failedFuture(new TimeoutException("10 s"));
    assertThat(handle(new CompletableFuture<>(), "hello"))
        .hasOnlyElementsOfType(Verdict.Later.class);
    assertThat(refused).containsExactly("m0 hello");
  }

  @Test
  void whatADescriptionLeavesOutItsPolicySays() {
    var answer = answer(new PackageCommand.Accepted("j"));
    assertThat(handle(answer, "{\"source_prefix\": \"s3://lab/t/a/b c/\"}"))
        .containsExactly(Verdict.done());
    assertThat(last.name()).hasToString("a/b-c");
    assertThat(last.registry()).isEqualTo("registry");
    assertThat(last.workflow()).isEqualTo(WorkflowChoice.named("strict"));

    assertThat(
            handle(
                answer,
                "{\"source_prefix\": \"s3://lab/t/a/b/\", \"registry\": \"lab\", \"workflow\":"
                    + " \"\", \"package_name\": \"x/y\"}"))
        .containsExactly(Verdict.done());
    assertThat(last.name()).hasToString("x/y");
    assertThat(last.registry()).isEqualTo("lab");
    assertThat(last.workflow()).isEqualTo(WorkflowChoice.NONE);
  }

  @Test
  void whatAPolicyCannotNameIsRejectedWithTheReason() {
    assertThat(
            handle(
                answer(new PackageCommand.Accepted("j")),
                "{\"source_prefix\": \"s3://lab/t/a/\"}",
                "{\"source_prefix\": \"s3://lab/u/\"}"))
        .containsExactly(
            Verdict.rejected(
                "The template package-name: {segment.3} in '{segment.2}/{segment.3}' has no value"
                    + " for s3://lab/t/a/: change the template, or give a value for this case as"
                    + " {segment.3|VALUE}."),
            Verdict.rejected(
                "registry names bucket 'elsewhere', which is not allowed: add it to"
                    + " bindery.packager.registries, or use another bucket."));
  }

  @Test
  void registriesAndMetadataAreCheckedToo() {
    assertThat(
            handle(
                answer(new PackageCommand.Accepted("j")),
                "{\"source_prefix\": \"s3://lab/a/\", \"registry\": \"other\"}",
                "{\"source_prefix\": \"s3://lab/a/\", \"metadata_uri\": \"s3://registry/m.json\"}"))
        .containsExactly(
            Verdict.rejected(
                "registry names bucket 'other', which is not allowed: add it to"
                    + " bindery.packager.registries, or use another bucket."),
            Verdict.rejected(
                "metadata_uri names bucket 'registry', which is not allowed: add it to"
                    + " bindery.packager.sources, or use another bucket."));
    assertThat(accepted).isEmpty();
  }

  @Test
  void aPolicySaysWhetherAMessageMakesItsPackage() {
    var answer = answer(new PackageCommand.Accepted("j"));
    assertThat(handle(answer, "{\"source_prefix\": \"s3://lab/asked/a/\"}"))
        .containsExactly(Verdict.done());
    assertThat(lastIntent).isEqualTo(Intent.SUGGESTION);
    assertThat(handle(answer, "{\"source_prefix\": \"s3://lab/a/b/\"}"))
        .containsExactly(Verdict.done());
    assertThat(lastIntent).isEqualTo(Intent.AUTOMATIC);
    accepted.clear();
    assertThat(handle(answer, "{\"source_prefix\": \"s3://lab/none/a/\"}"))
        .containsExactly(Verdict.done());
    assertThat(accepted).isEmpty();
    assertThat(unwanted).containsExactly("m0 none/a");
    kept = CompletableFuture.failedFuture(new TimeoutException("10 s"));
    assertThat(handle(answer, "{\"source_prefix\": \"s3://lab/none/a/\"}"))
        .hasOnlyElementsOfType(Verdict.Later.class);
  }

  @Test
  void whatIsNotJournaledStaysInTheQueue() {
    assertThat(
            handle(answer(new PackageCommand.Busy("full")), "{\"source_prefix\": \"s3://lab/a/\"}"))
        .containsExactly(Verdict.later("full"));
    assertThat(
            handle(
                CompletableFuture.failedFuture(new TimeoutException("10 s")),
                "{\"source_prefix\": \"s3://lab/a/\"}"))
        .hasOnlyElementsOfType(Verdict.Later.class);
  }
}
