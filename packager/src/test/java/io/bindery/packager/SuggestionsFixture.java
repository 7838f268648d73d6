package io.bindery.packager;

import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.suggest.SuggestionFilter;
import io.bindery.packager.suggest.SuggestionState;
import io.bindery.packager.suggest.SuggestionView;
import io.bindery.packager.suggest.Suggestions;
import io.bindery.packager.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A packager whose policies only suggest, and what happens to its suggestions. */
abstract class SuggestionsFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  static final OptionalLong ANY = OptionalLong.empty();
  static World world;
  static ActorSystem<?> node;

  /** Has rules, and is a registry only. */
  static String ruled;

  @BeforeAll
  static void start() {
    world = new World();
    ruled = world.otherBucket();
    put(
        ".quilt/workflows/config.yml",
        """
        version: "1"
        is_workflow_required: false
        workflows:
          runs:
            name: Runs
            handle_pattern: ^lab/
            metadata_schema: meta
            entries_schema: entries
          free:
            name: Free
        schemas:
          meta: {url: "s3://%s/meta.json"}
          entries: {url: "s3://%s/entries.json"}
        """
            .formatted(ruled, ruled));
    put("meta.json", "{\"type\": \"object\", \"required\": [\"operator\", \"run\"]}");
    put(
        "entries.json",
        "{\"type\": \"array\", \"contains\": {\"properties\": {\"logical_key\": {\"const\":"
            + " \"data.csv\"}}}}");
    startNode();
  }

  static void put(String key, String text) {
    world.s3().putObject(r -> r.bucket(ruled).key(key), AsyncRequestBody.fromString(text)).join();
  }

  static void startNode() {
    node =
        world.start(
            Map.of(
                "bindery.packager.policies",
                List.of(
                    Map.of(
                        "bucket",
                        world.bucket(),
                        "prefix",
                        "ruled/*",
                        "package",
                        "suggest",
                        "registry",
                        ruled,
                        "workflow",
                        "runs",
                        "metadata",
                        Map.of("run", "{segment.2}"),
                        "metadata-files",
                        List.of("meta.json")),
                    Map.of("bucket", world.bucket(), "prefix", "off/*", "package", "off"),
                    Map.of("bucket", world.bucket(), "package", "suggest"))));
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  static void batch(String folder, String batch) {
    world.send(
        "{\"source_prefix\": \"s3://%s/%s\", \"batch_id\": \"%s\"}"
            .formatted(world.bucket(), folder, batch));
  }

  static Suggestions suggestions() {
    return world.packager().suggestions();
  }

  static List<SuggestionView> all(String folder) {
    return suggestions()
        .list(
            new SuggestionFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("s3://%s/%s".formatted(world.bucket(), folder)),
                Optional.empty()),
            Optional.empty(),
            100)
        .toCompletableFuture()
        .join()
        .items();
  }

  static SuggestionView opened(String folder) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                all(folder).stream()
                    .anyMatch(one -> one.standing().state() == SuggestionState.OPEN));
    return all(folder).get(0);
  }

  static SuggestionView awaited(String id, Predicate<SuggestionView> until) {
    await().atMost(PATIENCE).until(() -> until.test(find(id)));
    return find(id);
  }

  static SuggestionView find(String id) {
    return suggestions().find(id).toCompletableFuture().join().orElseThrow();
  }

  static SuggestionView changed(Suggestions.Outcome outcome) {
    return ((Suggestions.Changed) outcome).view();
  }

  static List<String> feed(String id) {
    return world
        .query(
            "SELECT doc::json ->> 'event' AS event FROM change_feed WHERE type = 'suggestion'"
                + " AND doc::json ->> 'suggestion_id' = '%s' ORDER BY number".formatted(id))
        .stream()
        .map(row -> (String) row.get("event"))
        .toList();
  }

  static Suggestions.Wrong wrong(String id, String edit) {
    return ((Suggestions.Refused)
            suggestions().edit(id, edit, ANY, "ada").toCompletableFuture().join())
        .wrong();
  }
}
