package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.WatchingProxy.Call;
import io.bindery.packager.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The packager's process is killed (SIGKILL) while it puts packages into quarantine, and again
 * while it takes them out: each kill finds several packages, each of them at another step.
 */
@Tag("chaos")
class QuarantineKillTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static World world;
  private static WatchingProxy proxy;
  private static World.Inbox inbox;
  private static String registry;
  private static String quarantine;

  @TempDir static Path work;

  private final Map<String, Set<String>> notices = new HashMap<>();

  /** How far a package has come when the process dies. */
  private enum Step {
    /**
     * The journal knows that it goes into quarantine, or that it comes out, and no more is done.
     */
    BEGUN,
    PAGE,
    MANIFEST,
    POINTER,
    LATEST,
    EVENT,
    NOTICE;

    String packageName() {
      return "run/" + name();
    }

    boolean is(Call call) {
      boolean put = call.method().equals("PUT") && call.path().startsWith("/" + quarantine + "/");
      var pointers = "/.quilt/named_packages/" + packageName() + "/";
      return switch (this) {
        case BEGUN, PAGE -> put && call.path().contains("/.bindery/packages/" + packageName());
        case MANIFEST -> put && call.path().contains("/.quilt/packages/");
        case POINTER -> put && call.path().contains(pointers) && !call.path().endsWith("/latest");
        case LATEST -> put && call.path().endsWith(pointers + "latest");
        case EVENT ->
            call.action().equals("PutEvents")
                && call.body().contains(quarantine)
                && call.body().contains(packageName());
        case NOTICE -> call.body().contains("Package " + packageName() + " ");
      };
    }
  }

  @BeforeAll
  static void start() throws IOException {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
    inbox = world.newInbox();
    registry = world.newBucket("registry");
    quarantine = world.newBucket("quarantine");
    put(
        ".quilt/workflows/config.yml",
        """
        version: "1"
        default_workflow: qc
        workflows: {qc: {name: QC, metadata_schema: run}}
        schemas: {run: {url: "s3://%s/run.json"}}
        """
            .formatted(registry));
    put("run.json", "{\"type\": \"object\", \"required\": [\"operator\"]}");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    world.close();
  }

  private static void put(String key, String content) {
    world
        .s3()
        .putObject(r -> r.bucket(registry).key(key), AsyncRequestBody.fromString(content))
        .join();
  }

  private static ChildPackager child() throws IOException {
    return ChildPackager.start(
        work,
        world.settings(
            Map.of(
                "bindery.aws.endpoint",
                proxy.endpoint().toString(),
                "bindery.packager.registries",
                List.of(registry, quarantine),
                "bindery.packager.policies",
                List.of(
                    Map.of(
                        "bucket", world.bucket(),
                        "registry", registry,
                        "quarantine", quarantine,
                        "metadata-files", List.of("run.json"),
                        "notices",
                            Map.of(
                                "topic-arn",
                                inbox.topicArn(),
                                "success",
                                true,
                                "form",
                                "json"))))));
  }

  @Test
  void aPackageIsInQuarantineOnceAndComesOutOnceWhereverTheProcessDies() throws Exception {
    try (var child = child()) {
      holdAll(child, "{}");
      kill(child);
    }
    for (var step : Step.values()) {
      assertThat(pointers(registry, step)).isEmpty();
      assertWholeOrNone(quarantine, step);
    }

    try (var child = child()) {
      for (var step : Step.values()) {
        world.awaitJob(step.packageName(), "quarantined");
      }
      listen(quarantine);
      for (var step : Step.values()) {
        var name = step.packageName();
        assertThat(pointers(quarantine, step)).as(name).hasSize(1);
        assertThat(pointers(registry, step)).as(name).isEmpty();
        var mark = mark(step);
        assertThat(mark.path("state").asText()).as(name).isEqualTo("quarantined");
        assertThat(mark.path("errors").toString()).as(name).contains("operator");
        assertThat(world.manifest(quarantine, name)).as(name).anyMatch(isOf("QUARANTINE.md"));
        assertThat(world.verify(quarantine, name).isGood()).as(name).isTrue();
      }
      hear(" is in quarantine: 1 error");

      // The good revision is in its registry; what follows is to be cut off.
      holdAll(child, "{\"operator\": \"ada\"}");
      kill(child);
    }
    for (var step : Step.values()) {
      assertThat(pointers(registry, step)).hasSize(1);
      assertWholeOrNone(quarantine, step);
    }

    try (var child = child()) {
      for (var step : Step.values()) {
        world.awaitJob(step.packageName(), "done");
        await().atMost(PATIENCE).until(() -> mark(step).path("state").asText().equals("resolved"));
      }
      listen(registry, quarantine);
      for (var step : Step.values()) {
        var name = step.packageName();
        assertThat(pointers(registry, step)).as(name).hasSize(1);
        assertThat(pointers(quarantine, step)).as(name).hasSize(2);
        assertThat(world.verify(quarantine, name).isGood()).as(name).isTrue();
        var good = new String(world.get(registry, latest(name)), StandardCharsets.US_ASCII);
        assertThat(mark(step).path("top_hash").asText()).isEqualTo(good);
      }
      hear(" has a new revision");
      assertThat(child.endsWithin(0)).as("the last one lives").isFalse();
      await()
          .atMost(PATIENCE)
          .until(() -> world.query("SELECT * FROM package_job WHERE due_at IS NOT NULL").isEmpty());
    }
  }

  /** Lets each package come as far as it is named. */
  private static void holdAll(ChildPackager child, String metadata) throws InterruptedException {
    for (var step : Step.values()) {
      world.put(step.packageName() + "/a.csv", "1");
      world.put(step.packageName() + "/run.json", metadata);
      var reached = proxy.holdFast(step::is, step == Step.BEGUN);
      world.send(
          "{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), step.packageName()));
      assertThat(reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%s, see %s", step, child.output())
          .isTrue();
    }
  }

  private static void kill(ChildPackager child) throws InterruptedException {
    child.kill();
    assertThat(child.endsWithin((int) PATIENCE.toSeconds())).isTrue();
    proxy.letGo();
  }

  private static String latest(String name) {
    return ".quilt/named_packages/" + name + "/latest";
  }

  private static List<String> pointers(String bucket, Step step) {
    return world.keys(bucket, ".quilt/named_packages/" + step.packageName() + "/").stream()
        .filter(key -> !key.endsWith("/latest"))
        .toList();
  }

  private static Predicate<String> isOf(String file) {
    return line -> line.contains("\"" + file + "\"");
  }

  private static JsonNode mark(Step step) throws IOException {
    return JSON.readTree(world.manifest(quarantine, step.packageName()).get(0))
        .path("user_meta")
        .path("bindery_quarantine");
  }

  /** What a reader sees just after the kill. */
  private static void assertWholeOrNone(String bucket, Step step) {
    for (var pointer : world.keys(bucket, ".quilt/named_packages/" + step.packageName() + "/")) {
      var hash = new String(world.get(bucket, pointer), StandardCharsets.US_ASCII);
      var verification = world.verify(bucket, step.packageName() + "@" + hash);
      assertThat(verification.isGood()).as("%s: %s", pointer, verification.problems()).isTrue();
    }
  }

  /** Each revision is told of once; twice if the bus had it, and the journal could not know. */
  private static void listen(String... buckets) {
    var expected = new TreeMap<String, Integer>();
    for (var bucket : buckets) {
      for (var step : Step.values()) {
        boolean twice = step == Step.EVENT && bucket.equals(quarantine);
        expected.put(bucket + " " + step.packageName(), twice ? 2 : 1);
      }
    }
    var told = new TreeMap<String, Integer>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              world
                  .takeEvents()
                  .forEach(
                      event -> {
                        var detail = event.path("detail");
                        told.merge(
                            detail.path("bucket").asText() + " " + detail.path("handle").asText(),
                            1,
                            Integer::sum);
                      });
              // The notice goes out while the quarantine is marked: the kill may fall between the
              // event of the mark and the note of it.
              var notice = quarantine + " " + Step.NOTICE.packageName();
              if (expected.containsKey(notice) && told.getOrDefault(notice, 0) == 2) {
                told.put(notice, 1);
              }
              assertThat(told).isEqualTo(expected);
            });
    assertThat(world.furtherEvents()).isEmpty();
  }

  /** Of each package one notice, or the same one twice. */
  private void hear(String end) {
    notices.clear();
    while (notices.size() < Step.values().length) {
      var message = world.next(inbox);
      if (message.path("Subject").asText().endsWith(end)) {
        notices
            .computeIfAbsent(message.path("Subject").asText(), subject -> new HashSet<>())
            .add(json(message.path("Message").asText()).path("job_id").asText());
      }
    }
    assertThat(notices.values()).allMatch(ids -> ids.size() == 1);
    for (var step : Step.values()) {
      assertThat(notices).containsKey("Package " + step.packageName() + end);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
