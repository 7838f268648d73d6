package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.quarantine.Problem;
import io.bindery.packager.tables.JobView;
import io.bindery.protocol.text.Amounts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * What the Lambda function in the documentation of Event-Driven Packaging does in a hundred lines,
 * as a policy: readme, ignore file, summary, metadata, workflow, quarantine.
 */
class EdpExampleTest extends EdpFixture {
  @Test
  void aGoodRunIsPublishedWithReadmeSummaryAndMetadata() throws IOException {
    world.put("study1/good/metadata.json", "{\"Date\": \"2026-11-20\", \"ComputerName\": \"pc\"}");
    world.put("study1/good/plot.png", "png");

    send("study1/good/");

    var done = job("study1/good", "done");
    assertThat(done.registry()).isEqualTo(registry);
    assertThat(done.fault().errors()).isEmpty();
    var header = header(registry, "study1/good");
    assertThat(header.path("message").asText()).isEqualTo("Created by Bindery");
    assertThat(header.path("workflow").path("id").asText()).isEqualTo("edp");
    assertThat(header.path("user_meta"))
        .isEqualTo(
            JSON.readTree(
                """
                {"Author": "Bindery", "StudyID": "study1", "ProjectID": "good", "Date": "2026-11-20",
                 "ComputerName": "pc"}
                """));
    assertThat(files(registry, "study1/good"))
        .containsExactly(
            ".quiltignore", "README.md", "metadata.json", "plot.png", "quilt_summarize.json");
    assertThat(file(registry, "study1/good", "README.md"))
        .startsWith("# study1/good\n\n2 files, ")
        .contains("| **Workflow** | edp |");
    assertThat(world.verify(registry, "study1/good").isGood()).isTrue();
    var notice = world.next(inbox, "study1/good");
    assertThat(notice.path("Subject").asText()).isEqualTo("Package study1/good has a new revision");
    assertThat(notice.path("Message").asText())
        .contains("s3://" + registry + "\n")
        .contains(
            "https://quilt.example.org/b/%s/packages/study1/good/tree/%s\n"
                .formatted(registry, done.result().topHash().orElseThrow()));

    send("study1/good/");

    job("study1/good", "unchanged");
    assertThat(world.keys(registry, ".bindery/packages/study1/good/")).hasSize(3);
    assertThat(world.keys(world.bucket(), "")).noneMatch(key -> key.startsWith(".bindery/"));
  }

  @Test
  void aRunThatBreaksTheRulesGoesIntoQuarantineAndComesOutOfIt() throws IOException {
    world.put("study1/bad/QUARANTINE.md", "a file of the user's");
    world.put("study1/bad/README.md", "mine");
    world.put("study1/bad/a.csv", "1");
    world.put("study1/bad/metadata.json", "{\"Date\": \"yesterday | today\"}");

    send("study1/bad/");

    var held = job("study1/bad", "quarantined");
    assertThat(held.registry()).isEqualTo(registry);
    assertThat(held.fault().quarantine()).contains(quarantine);
    assertThat(held.fault().error().orElseThrow()).startsWith("Metadata failed validation: ");
    assertThat(held.fault().errors())
        .containsExactly(
            new Problem(
                "metadata", "$", "required property 'ComputerName' not found", Optional.of("meta")),
            new Problem(
                "metadata",
                "$.Date",
                "does not match the regex pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                Optional.of("meta/Date")));
    assertThat(held.resolution().resolvedAt()).isEmpty();
    assertThat(world.keys(registry, ".quilt/named_packages/study1/bad/")).isEmpty();
    assertThat(files(quarantine, "study1/bad"))
        .containsExactly(
            ".quiltignore",
            "QUARANTINE-2.md",
            "QUARANTINE.md",
            "README.md",
            "a.csv",
            "metadata.json",
            "quilt_summarize.json");
    assertThat(file(quarantine, "study1/bad", "QUARANTINE-2.md"))
        .isEqualTo(resource("quarantine.md"));
    var mark = header(quarantine, "study1/bad").path("user_meta").path("bindery_quarantine");
    assertThat(mark.path("state").asText()).isEqualTo("quarantined");
    assertThat(mark.path("registry").asText()).isEqualTo(registry);
    assertThat(mark.path("workflow").asText()).isEqualTo("edp");
    assertThat(mark.path("errors")).hasSize(2);
    assertThat(header(quarantine, "study1/bad").has("workflow")).isFalse();
    assertThat(world.verify(quarantine, "study1/bad").isGood()).isTrue();
    var notice = world.next(inbox, "study1/bad");
    assertThat(notice.path("Subject").asText())
        .isEqualTo("Package study1/bad is in quarantine: 2 errors");
    assertThat(notice.path("Message").asText())
        .isEqualTo(
            resource("notice.txt")
                .replace("SIZE", Amounts.size(held.result().bytes().orElseThrow()))
                .replace("TOPHASH", held.result().topHash().orElseThrow())
                .replace("JOB", held.jobId()));

    send("study1/bad/");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                world
                        .query(
                            "SELECT * FROM package_job WHERE package_name = 'study1/bad'"
                                + " AND state = 'quarantined'")
                        .size()
                    == 2);
    assertThat(world.keys(quarantine, ".quilt/named_packages/study1/bad/"))
        .as("the same reasons make no new revision")
        .hasSize(2);

    world.put("study1/bad/metadata.json", "{\"Date\": \"2026-11-20\", \"ComputerName\": \"pc\"}");
    send("study1/bad/");

    var mended = job("study1/bad", "done");
    var good = mended.result().topHash().orElseThrow();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        header(quarantine, "study1/bad")
                            .path("user_meta")
                            .path("bindery_quarantine")
                            .path("state")
                            .asText())
                    .isEqualTo("resolved"));
    var resolved = header(quarantine, "study1/bad");
    assertThat(resolved.path("user_meta").path("bindery_quarantine").path("top_hash").asText())
        .isEqualTo(good);
    assertThat(resolved.path("message").asText())
        .isEqualTo("Resolved: revision %s is in s3://%s".formatted(good.substring(0, 8), registry));
    assertThat(file(quarantine, "study1/bad", "QUARANTINE-2.md"))
        .isEqualTo(resource("resolved.md").replace("TOPHASH", good));
    assertThat(world.verify(quarantine, "study1/bad").isGood()).isTrue();
    assertThat(files(registry, "study1/bad"))
        .contains("QUARANTINE.md")
        .doesNotContain("QUARANTINE-2.md");
    var first =
        world.packager().jobs().find(held.jobId()).toCompletableFuture().join().orElseThrow();
    assertThat(first.resolution().resolvedBy()).contains(mended.jobId());
    var told = new ArrayList<String>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              world.takeEvents("study1/bad").stream()
                  .map(event -> event.path("detail"))
                  .map(it -> it.path("bucket").asText() + " " + it.path("topHash").asText())
                  .forEach(told::add);
              return told.size() >= 3;
            });
    assertThat(told)
        .as("each revision once, that which says that it is resolved, too")
        .containsExactlyInAnyOrder(
            quarantine + " " + held.result().topHash().orElseThrow(),
            registry + " " + good,
            quarantine + " " + latest(quarantine, "study1/bad"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> world.query("SELECT * FROM package_job WHERE due_at IS NOT NULL").isEmpty());
  }

  @Test
  void aFolderWithoutFilesIsEmptyAlsoWhereThereIsAQuarantine() {
    send("study1/nothing/");

    var empty = job("study1/nothing", "empty");
    assertThat(empty.fault().error().orElseThrow())
        .isEqualTo(
            "There is nothing to package: s3://%s/study1/nothing/ has no objects. Upload them first,"
                    .formatted(world.bucket())
                + " or set bindery.packager.allow-empty = on.");
    assertThat(empty.fault().errors()).isEmpty();
    assertThat(empty.fault().quarantine()).isEmpty();
    assertThat(world.keys(quarantine, ".quilt/named_packages/study1/nothing/")).isEmpty();
  }

  @Test
  void aPackageWithoutMetadataIsToldToHaveNone() {
    world
        .s3()
        .putObject(
            r -> r.bucket(world.otherBucket()).key("bare/a.txt"), AsyncRequestBody.fromString("a"))
        .join();

    world.send(
        "{\"source_prefix\": \"s3://%s/bare/\", \"package_name\": \"study2/bare\", \"workflow\": \"edp\"}"
            .formatted(world.otherBucket()));

    assertThat(job("study2/bare", "failed").fault().error().orElseThrow())
        .startsWith(
            "Metadata failed validation: the package has no metadata, but the workflow's schema asks"
                + " for it (");
  }

  @Test
  void filesThatBreakTheRulesAreNamed() throws IOException {
    world.put("study1/files/empty.csv", "");
    world.put("study1/files/full.csv", "1");
    world.put("study1/files/metadata.json", "{\"Date\": \"2026-11-20\", \"ComputerName\": \"pc\"}");

    send("study1/files/");

    assertThat(job("study1/files", "quarantined").fault().errors())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.rule()).isEqualTo("entries");
              assertThat(problem.path()).matches("\\$\\[\\d\\]\\.size");
              assertThat(problem.message()).contains("empty.csv");
            });
    assertThat(file(quarantine, "study1/files", "QUARANTINE.md")).contains("empty.csv");
  }

  @Test
  void aWrongNameIsMendedByAnotherAndTheRestByWhoeverDismissesIt() throws IOException {
    world.put("study3/x/a.csv", "1");
    var metadata = sent("study3/metadata", "edp", "quarantined");
    var wrong = sent("study3/Wrong", "named", "quarantined");
    assertThat(wrong.fault().errors()).extracting(Problem::rule).containsExactly("name");
    assertThat(held(false)).containsExactly("study3/Wrong", "study3/metadata");

    var right = sent("study3/right", "named", "done");

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> mark("study3/Wrong").path("state").asText().equals("resolved"));
    assertThat(mark("study3/Wrong").path("package_name").asText()).isEqualTo("study3/right");
    assertThat(mark("study3/Wrong").path("top_hash").asText())
        .isEqualTo(right.result().topHash().orElseThrow());
    assertThat(file(quarantine, "study3/Wrong", "QUARANTINE.md"))
        .contains("is in the registry it was meant for, as `study3/right`: `s3://" + registry);
    assertThat(world.verify(quarantine, "study3/Wrong").isGood()).isTrue();
    // The table of jobs follows the journal.
    await().atMost(Duration.ofSeconds(60)).until(() -> held(true).equals(List.of("study3/Wrong")));
    assertThat(job("study3/Wrong", "quarantined").resolution().resolvedBy())
        .contains(right.jobId());

    // Another name is no cure for what is wrong with the content.
    assertThat(held(false)).containsExactly("study3/metadata");
    var orders = world.packager().orders();
    assertThat(
            orders.dismiss(metadata.jobId(), "ada", "a trial | run").toCompletableFuture().join())
        .isEqualTo(new JobOrders.Done(metadata.jobId()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> mark("study3/metadata").path("state").asText().equals("dismissed"));
    assertThat(mark("study3/metadata").path("by").asText()).isEqualTo("ada");
    assertThat(mark("study3/metadata").path("reason").asText()).isEqualTo("a trial | run");
    assertThat(header(quarantine, "study3/metadata").path("message").asText())
        .isEqualTo("Dismissed by ada: a trial | run");
    assertThat(file(quarantine, "study3/metadata", "QUARANTINE.md"))
        .contains(
            "ada decided that nothing more is to be done about the package `study3/metadata`.")
        .contains("The reason given: a trial \\| run");
    await().atMost(Duration.ofSeconds(60)).until(() -> held(false).isEmpty());
    assertThat(job("study3/metadata", "quarantined").resolution().dismissed())
        .contains(new JobView.Dismissal("ada", "a trial | run"));
    assertThat(orders.dismiss(metadata.jobId(), "ada", "once more").toCompletableFuture().join())
        .isEqualTo(new JobOrders.Refused("The package is in quarantine no longer."));
    assertThat(orders.dismiss(right.jobId(), "ada", "good").toCompletableFuture().join())
        .isEqualTo(
            new JobOrders.Refused("The job brought nothing into quarantine: its state is done."));
  }

  @Test
  void aTopicThatCannotBeToldHoldsUpNoPackage() {
    world
        .s3()
        .putObject(
            r -> r.bucket(world.otherBucket()).key("x/a.txt"), AsyncRequestBody.fromString("a"))
        .join();

    world.send(
        "{\"source_prefix\": \"s3://%s/x/\", \"package_name\": \"study2/late\"}"
            .formatted(world.otherBucket()));

    var done = job("study2/late", "done");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(notice(done.jobId()).error().orElse("none yet")).contains("NotFound"));
    assertThat(notice(done.jobId()).error().orElseThrow())
        .doesNotContain("Exception", "java.", "software.");

    assertThat(world.newTopic("late")).isEqualTo(NO_TOPIC);
    world.query(
        "UPDATE package_job SET notice_due_at = now() WHERE notice_due_at IS NOT NULL RETURNING"
            + " job_id");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(notice(done.jobId()).sentAt()).isPresent());
    assertThat(notice(done.jobId()).error()).isEmpty();
  }
}
