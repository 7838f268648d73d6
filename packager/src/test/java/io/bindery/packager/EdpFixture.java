package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobFilter;
import io.bindery.packager.tables.JobView;
import io.bindery.packager.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** The example of Event-Driven Packaging: a packager, its registry and quarantine, and an inbox. */
abstract class EdpFixture {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String NO_TOPIC = "arn:aws:sns:us-east-1:000000000000:late";
  static World world;
  static String registry;
  static String quarantine;
  static World.Inbox inbox;

  @BeforeAll
  static void start() {
    world = new World();
    registry = world.newBucket("registry");
    quarantine = world.newBucket("quarantine");
    inbox = world.newInbox();
    put(
        ".quilt/workflows/config.yml",
        """
        version: "1"
        default_workflow: edp
        workflows:
          free: {name: Anything goes}
          named: {name: Small letters, handle_pattern: "^study3/[a-z]+$"}
          edp:
            name: What every run must have
            metadata_schema: metadata
            entries_schema: entries
        schemas:
          metadata: {url: "s3://%1$s/schemas/metadata.json"}
          entries: {url: "s3://%1$s/schemas/entries.json"}
        """
            .formatted(registry));
    put(
        "schemas/metadata.json",
        """
        {"type": "object", "required": ["StudyID", "ProjectID", "Author", "Date", "ComputerName"],
         "properties": {"Date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}}
        """);
    put(
        "schemas/entries.json",
        """
        {"type": "array", "items": {"properties": {"size": {"minimum": 1}}}}
        """);
    world.start(
        Map.of(
            "bindery.packager.notices.catalog-url",
            "https://quilt.example.org",
            "bindery.packager.registries",
            List.of(registry, quarantine),
            "bindery.packager.policies",
            List.of(
                Map.of(
                    "bucket",
                    world.bucket(),
                    "match",
                    "(?P<study>[^/]+)/(?P<project>[^/]+)/",
                    "registry",
                    registry,
                    "quarantine",
                    quarantine,
                    "notices",
                    Map.of("topic-arn", inbox.topicArn(), "success", true, "form", "text"),
                    "commit-message",
                    "Created by Bindery",
                    "metadata",
                    Map.of(
                        "Author", "Bindery",
                        "StudyID", "{group.study}",
                        "ProjectID", "{group.project}"),
                    "metadata-files",
                    List.of("metadata.json"),
                    "enhance",
                    Map.of("readme", true, "summary", true, "ignore-file", true)),
                Map.of(
                    "bucket",
                    world.otherBucket(),
                    "registry",
                    registry,
                    "workflow",
                    "free",
                    "notices",
                    Map.of("topic-arn", NO_TOPIC, "success", true)))));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  static void put(String key, String content) {
    world
        .s3()
        .putObject(r -> r.bucket(registry).key(key), AsyncRequestBody.fromString(content))
        .join();
  }

  static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s\"}".formatted(world.bucket(), folder));
  }

  static JobView job(String name, String state) {
    world.awaitJob(name, state);
    return world
        .packager()
        .jobs()
        .list(
            JobFilter.ALL.state(JobState.of(state)).packageName(Optional.of(name)),
            Optional.empty(),
            1)
        .toCompletableFuture()
        .join()
        .items()
        .get(0);
  }

  static JsonNode header(String bucket, String name) throws IOException {
    return JSON.readTree(world.manifest(bucket, name).get(0));
  }

  static List<String> files(String bucket, String name) {
    return world.manifest(bucket, name).stream()
        .skip(1)
        .map(line -> line.split("\"", 5)[3])
        .toList();
  }

  /** The content of a file of the newest revision. */
  static String file(String bucket, String name, String key) throws IOException {
    for (var line : world.manifest(bucket, name)) {
      var entry = JSON.readTree(line);
      if (entry.path("logical_key").asText().equals(key)) {
        var uri = entry.path("physical_keys").get(0).asText();
        assertThat(uri).startsWith("s3://" + bucket + "/.bindery/").contains("?versionId=");
        return new String(
            world.get(bucket, uri.substring(6 + bucket.length(), uri.indexOf('?'))),
            StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("no " + key);
  }

  static String resource(String name) throws IOException {
    try (var in = EdpFixture.class.getResourceAsStream("edp/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("LAB", world.bucket())
          .replace("REGISTRY", registry)
          .replace("HELD", quarantine);
    }
  }

  static String latest(String bucket, String name) {
    return new String(
        world.get(bucket, ".quilt/named_packages/" + name + "/latest"), StandardCharsets.US_ASCII);
  }

  static JobView sent(String name, String workflow, String state) {
    world.send(
        "{\"source_prefix\": \"s3://%s/study3/x/\", \"package_name\": \"%s\", \"workflow\": \"%s\"}"
            .formatted(world.bucket(), name, workflow));
    return job(name, state);
  }

  static JsonNode mark(String name) throws IOException {
    return header(quarantine, name).path("user_meta").path("bindery_quarantine");
  }

  static List<String> held(boolean over) {
    return world
        .packager()
        .jobs()
        .quarantined(over, Optional.of(registry), Optional.empty(), Optional.empty(), 100)
        .toCompletableFuture()
        .join()
        .items()
        .stream()
        .map(JobView::packageName)
        .filter(name -> name.startsWith("study3/"))
        .toList();
  }

  static JobView.NoticeView notice(String jobId) {
    return world
        .packager()
        .jobs()
        .find(jobId)
        .toCompletableFuture()
        .join()
        .orElseThrow()
        .notice()
        .orElseThrow();
  }
}
