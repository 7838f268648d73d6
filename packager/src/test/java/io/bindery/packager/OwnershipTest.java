package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.registry.Revisions;
import io.bindery.packager.suggest.SuggestionFilter;
import io.bindery.packager.suggest.SuggestionState;
import io.bindery.packager.suggest.SuggestionView;
import io.bindery.packager.suggest.Suggestions;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A package that a person changed is never revised by itself. */
class OwnershipTest {
  private static World world;
  private static WatchingProxy proxy;

  @BeforeAll
  static void start() {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
    world.start(
        Map.of(
            "bindery.aws.endpoint",
            proxy.endpoint().toString(),
            "bindery.packager.policies",
            List.of(
                Map.of("bucket", world.bucket(), "prefix", "revise/*", "owned", "revise"),
                Map.of("bucket", world.bucket(), "prefix", "refuse/*", "owned", "refuse"))));
  }

  @AfterEach
  void calm() {
    proxy.decide(call -> WatchingProxy.Fate.FINE);
  }

  @AfterAll
  static void stop() {
    world.close();
    proxy.close();
  }

  private static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  private static void putText(String key, String text) {
    world
        .s3()
        .putObject(r -> r.bucket(world.bucket()).key(key), AsyncRequestBody.fromString(text))
        .join();
  }

  private static String pointers(String name) {
    return ".quilt/named_packages/" + name + "/";
  }

  /** A revision with other metadata, written as quilt3 does: manifest, pointer, latest. */
  private static String pushOther(String name, String topHash) {
    putText(
        ".quilt/packages/" + topHash, "{\"version\": \"v0\", \"user_meta\": {\"by\": \"bob\"}}\n");
    // Another second than that of a revision of Bindery.
    putText(pointers(name) + (Instant.now().getEpochSecond() + 600), topHash);
    putText(pointers(name) + "latest", topHash);
    return topHash;
  }

  private static String latest(String name) {
    return new String(world.get(pointers(name) + "latest"), StandardCharsets.US_ASCII);
  }

  private static void made(String folder) {
    world.put(folder + "/a", "alpha");
    send(folder);
    world.awaitJob(folder, "done");
  }

  private static SuggestionView suggestion(String name) {
    return world
        .packager()
        .suggestions()
        .list(
            new SuggestionFilter(
                Optional.of(SuggestionState.OPEN),
                Optional.empty(),
                Optional.of(name),
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            10)
        .toCompletableFuture()
        .join()
        .items()
        .get(0);
  }

  @Test
  void aPackageThatSomebodyElseRevisedIsSuggestedAndRevisedByOrder() {
    made("own/run");
    var theirs = pushOther("own/run", "ab".repeat(32));
    int before = world.pointers("own/run").size();
    world.put("own/run/a", "beta");
    send("own/run");

    world.awaitJob("own/run", "suggested");
    assertThat(latest("own/run")).isEqualTo(theirs);
    assertThat(world.pointers("own/run")).hasSize(before);
    var suggestion = suggestion("own/run");
    assertThat(suggestion.standing().reason()).isEqualTo("owned");
    assertThat(suggestion.standing().owned()).contains(theirs);
    assertThat(suggestion.draft().files()).isEqualTo(1);

    // It stays so, however often something comes.
    send("own/run");
    world.awaitJob("own/run", "suggested");

    var accepted =
        world
            .packager()
            .suggestions()
            .accept(suggestion.suggestionId(), OptionalLong.empty(), "ada")
            .toCompletableFuture()
            .join();
    assertThat(accepted).isInstanceOf(Suggestions.Changed.class);
    world.awaitJob("own/run", "done");
    assertThat(latest("own/run")).isNotEqualTo(theirs);
    // By that it is Bindery's again.
    world.put("own/run/a", "gamma");
    send("own/run");
    world.awaitJob("own/run", "done");
  }

  @Test
  void aPackageThatBinderyNeverWroteIsNotRevisedByItself() {
    var theirs = pushOther("own/theirs", "bc".repeat(32));
    world.put("own/theirs/a", "alpha");
    send("own/theirs");
    world.awaitJob("own/theirs", "suggested");
    assertThat(latest("own/theirs")).isEqualTo(theirs);
  }

  @Test
  void aPolicyMayReviseOrRefuse() {
    made("revise/run");
    pushOther("revise/run", "cd".repeat(32));
    world.put("revise/run/a", "beta");
    send("revise/run");
    world.awaitJob("revise/run", "done");

    made("refuse/run");
    var theirs = pushOther("refuse/run", "de".repeat(32));
    world.put("refuse/run/a", "beta");
    send("refuse/run");
    var failed = world.awaitJob("refuse/run", "failed");
    assertThat(failed).containsEntry("reason", "owned").containsEntry("attempt", 1);
    assertThat((String) failed.get("error"))
        .contains("refuse/run in s3://" + world.bucket(), theirs, "owned = refuse");
    assertThat(latest("refuse/run")).isEqualTo(theirs);
  }

  @Test
  void aPointerThatSaysNothingIsNotReplaced() {
    for (var said : List.of("", "no hash")) {
      var name = "own/broken-" + said.length();
      made(name);
      putText(pointers(name) + "latest", said);
      world.put(name + "/a", "beta");
      send(name);
      assertThat((String) world.awaitJob(name, "failed").get("error"))
          .contains("does not hold a top hash: write the revision's 64 hex digits into it");
      assertThat(latest(name)).isEqualTo(said);
    }
  }

  @Test
  void anOrderRevises() {
    made("own/order");
    pushOther("own/order", "ef".repeat(32));
    world.put("own/order/a", "beta");
    world
        .packager()
        .requests()
        .describe(
            "order",
            "{\"source_prefix\": \"s3://%s/own/order/\"}".formatted(world.bucket()),
            Optional.empty())
        .toCompletableFuture()
        .join();
    world.awaitJob("own/order", "done");
  }

  @Test
  void whatAnOperatorOfBinderyRolledBackIsBinderys() {
    made("own/back");
    var first = latest("own/back");
    world.put("own/back/a", "beta");
    send("own/back");
    world.awaitJob("own/back", "done");
    new Revisions(world.s3())
        .rollback(world.bucket(), RevisionName.parse("own/back@" + first))
        .toCompletableFuture()
        .join();
    assertThat(latest("own/back")).isEqualTo(first);
    world.put("own/back/a", "gamma");
    send("own/back");
    world.awaitJob("own/back", "done");
    // By somebody else's client, it is somebody else's.
    putText(pointers("own/back") + "latest", first);
    world.put("own/back/a", "delta");
    send("own/back");
    world.awaitJob("own/back", "suggested");
    assertThat(latest("own/back")).isEqualTo(first);
  }

  @Test
  void theRegistryKnowsWhatALostDatabaseDoesNot() {
    made("own/lost");
    world.update("DELETE FROM package_job WHERE package_name = 'own/lost'");
    world.put("own/lost/a", "beta");
    send("own/lost");
    world.awaitJob("own/lost", "done");
    // A revision of a version that left no mark is known from the table of jobs alone.
    var last = latest("own/lost");
    putText(pointers("own/lost") + "latest", last);
    world.put("own/lost/a", "gamma");
    send("own/lost");
    world.awaitJob("own/lost", "done");
    putText(pointers("own/lost") + "latest", latest("own/lost"));
    world.update("DELETE FROM package_job WHERE package_name = 'own/lost'");
    world.put("own/lost/a", "delta");
    send("own/lost");
    world.awaitJob("own/lost", "suggested");
  }

  @Test
  void whoPushesBetweenTheLookAndThePushIsNotOverwritten() {
    made("own/race");
    int before = world.pointers("own/race").size();
    world.put("own/race/a", "beta");
    proxy.justBefore(
        call ->
            call.method().equals("PUT") && call.path().endsWith(pointers("own/race") + "latest"),
        () -> pushOther("own/race", "fa".repeat(32)));
    send("own/race");
    var job = world.awaitJob("own/race", "suggested");
    assertThat(latest("own/race")).isEqualTo("fa".repeat(32));
    assertThat(job).containsEntry("attempt", 2);
    // Theirs alone: that of the push that lost is withdrawn.
    assertThat(world.pointers("own/race")).hasSize(before + 1);
  }

  @Test
  void whoPushesWhileItIsHashedIsSeenBeforeThePush() {
    made("own/hash");
    world.put("own/hash/b", "beta");
    proxy.justBefore(
        call -> call.method().equals("PUT") && call.path().contains("/.quilt/packages/"),
        () -> pushOther("own/hash", "fb".repeat(32)));
    send("own/hash");
    world.awaitJob("own/hash", "suggested");
    assertThat(latest("own/hash")).isEqualTo("fb".repeat(32));
  }
}
