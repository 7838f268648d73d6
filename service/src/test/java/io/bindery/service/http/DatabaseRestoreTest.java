package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The database is lost, and an older copy of it is what is left, as docs/operations.md tells it:
 * what the copy does not know is found in the buckets.
 */
@Tag("chaos")
class DatabaseRestoreTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int FOLDERS = 5;
  private static final int OBJECTS = 5;

  @Test
  void reconciliationFindsAndPackagesWhatTheCopyDoesNotKnow() throws IOException {
    try (var fixture = new ServiceFixture()) {
      fixture.createWatchedBucket("lab");
      fixture.rule(
          "default",
          "object-created",
          "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}",
          fixture.queue("notices"),
          null);
      fixture.update("CREATE DATABASE bindery");

      var runs = IntStream.range(0, FOLDERS).mapToObj("run/%d"::formatted).toList();
      // Its batch is open when the database is lost: its notices are used up, and no package is
      // made.
      var late = "late/1";
      CompletableFuture<Void> uploads;
      try (var service =
          start(fixture, "overrides = [{ prefix = \"late/**\", trigger { quiet = 1 hour } }]")) {
        upload(fixture, runs.get(0));
        awaitWhole(fixture, runs.get(0));
        uploads = CompletableFuture.runAsync(() -> runs.forEach(folder -> upload(fixture, folder)));
        copy(fixture);
        uploads.join();
        upload(fixture, late);
        runs.forEach(folder -> awaitWhole(fixture, folder));
        awaitEmpty(fixture, "notices");
        await().atMost(PATIENCE).until(() -> files(fixture, service, late) == OBJECTS);
      }

      fixture.update("DROP DATABASE bindery");
      fixture.update("CREATE DATABASE bindery TEMPLATE backup");
      try (var service = start(fixture, "overrides = []")) {
        assertThat(files(fixture, service, late)).isZero();

        var found = reconcile(fixture, service);

        assertThat(found.path("missing").asInt()).isGreaterThanOrEqualTo(OBJECTS);
        awaitWhole(fixture, late);
        awaitEmpty(fixture, "packager");
        // What is announced again is packaged again, which makes no new revision of the same.
        for (var folder : runs) {
          awaitWhole(fixture, folder);
          assertThat(hashes(fixture, folder)).as(folder).doesNotHaveDuplicates();
        }
        assertThat(reconcile(fixture, service).path("missing").asInt()).isZero();
        assertThat(waiting(fixture, "notices-dead") + waiting(fixture, "packager-dead")).isZero();
      }
    }
  }

  private static BinderyService start(ServiceFixture fixture, String policy) {
    return fixture.start(
        """
        bindery.database.name = bindery
        bindery.router {
          default-policy { trigger { count = off, quiet = 1 s }, %s }
          announce { bus = "", packager-queue-url = "%s" }
          reconcile.grace = 0 s
        }
        bindery.packager { sources = ["lab"], registries = ["lab"] }
        """
            .formatted(policy, fixture.queue("packager")));
  }

  private static void upload(ServiceFixture fixture, String folder) {
    for (int i = 0; i < OBJECTS; i++) {
      fixture.put("lab", "%s/%d.txt".formatted(folder, i), "object %d".formatted(i));
    }
  }

  /** As it is at one moment, while the service works; it loses its connections meanwhile. */
  private static void copy(ServiceFixture fixture) {
    fixture.update("ALTER DATABASE bindery ALLOW_CONNECTIONS false");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              fixture.query(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'bindery'");
              return fixture
                  .query("SELECT count(*) FROM pg_stat_activity WHERE datname = 'bindery'")
                  .equals(List.of("0"));
            });
    fixture.update("CREATE DATABASE backup TEMPLATE bindery");
    fixture.update("ALTER DATABASE bindery ALLOW_CONNECTIONS true");
  }

  private static JsonNode reconcile(ServiceFixture fixture, BinderyService service)
      throws IOException {
    fixture.awaitNextSecond();
    var all = uri(service, "/reconciliations");
    var asked =
        fixture.send(
            "POST",
            all,
            "{\"bucket\": \"lab\", \"everything\": true}",
            "Content-Type",
            "application/json");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    var one = URI.create(all + "/" + JSON.readTree(asked.body()).path("id").asText());
    var done =
        await()
            .atMost(PATIENCE)
            .until(
                () -> JSON.readTree(fixture.get(one).body()),
                it -> it.path("state").asText().equals("done"));
    return done.path("found");
  }

  /** How many files its open batch has. */
  private static int files(ServiceFixture fixture, BinderyService service, String folder)
      throws IOException {
    var answer =
        fixture.get(uri(service, "/batches?bucket=lab&state=open&prefix=%s/".formatted(folder)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("batches").path(0).path("files").asInt();
  }

  private static URI uri(BinderyService service, String path) {
    return service.api().orElseThrow().resolve("/api/v1" + path);
  }

  /** The newest revision has all objects of the folder. */
  private static void awaitWhole(ServiceFixture fixture, String folder) {
    var s3 = fixture.aws.s3();
    await(folder)
        .atMost(PATIENCE)
        .until(
            () ->
                Revision.count(s3, "lab", folder) > 0
                    && Revision.await(s3, "lab", folder).keys().size() == OBJECTS);
  }

  private static List<String> hashes(ServiceFixture fixture, String folder) {
    return fixture
        .aws
        .s3()
        .listObjectsV2(r -> r.bucket("lab").prefix(".quilt/named_packages/" + folder + "/"))
        .join()
        .contents()
        .stream()
        .filter(object -> !object.key().endsWith("/latest"))
        .map(object -> fixture.get("lab", object.key()))
        .toList();
  }

  private static void awaitEmpty(ServiceFixture fixture, String queue) {
    await().atMost(PATIENCE).until(() -> waiting(fixture, queue) == 0);
  }

  /** Received and unfinished ones too. */
  private static int waiting(ServiceFixture fixture, String queue) {
    var attributes =
        fixture
            .aws
            .sqs()
            .getQueueAttributes(
                r ->
                    r.queueUrl(fixture.queue(queue))
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .join()
            .attributes();
    return attributes.values().stream().mapToInt(Integer::parseInt).sum();
  }
}
