package io.bindery.laptop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.laptop.Laptop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Publishes the demo's package to a data set, and checks what subscribers see. */
final class ExchangeDemo {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final URI api;
  private final Provider provider;
  private final String bucket;
  private final Sample sample;
  private final Narrator narrator;
  private final HttpClient http = HttpClient.newHttpClient();

  ExchangeDemo(Laptop laptop, Provider provider, String bucket, Sample sample, Narrator narrator) {
    this.api = laptop.apis().get(0).resolve("/api/v1/publications/");
    this.provider = provider;
    this.bucket = bucket;
    this.sample = sample;
    this.narrator = narrator;
  }

  /**
   * Publishes a revision of a package, and then once more.
   *
   * @param name NAMESPACE/NAME@TOPHASH
   */
  void publish(String name) {
    var offer = provider.offer("Sequencing runs");
    narrator.say(
        "data set %s of the local Data Exchange, with product %s"
            .formatted(offer.dataSet(), offer.product()));
    var manifest =
        JSON.createObjectNode()
            .put("product_id", offer.product())
            .put("dataset_id", offer.dataSet())
            .put("package", "quilt+s3://%s#package=%s".formatted(bucket, name))
            .put("comment", "Run 42, as released");
    narrator.say("publishing the package, as POST /api/v1/publications:");
    narrator.detail(manifest.toPrettyString());
    var first = ended(ask(manifest));
    Check.same("state of the publication", "published", first.path("state").asText());
    show(offer.dataSet());

    narrator.say("publishing the same once more");
    var second = ended(ask(manifest));
    Check.same("state of the second publication", "unchanged", second.path("state").asText());
    Check.same(
        "the publication that it repeats",
        first.path("publication_id").asText(),
        second.path("unchanged_since").asText());
    Check.same("revisions of the data set", 1, provider.revisions(offer.dataSet()).size());
    narrator.say("unchanged: nothing was created a second time");
  }

  private String ask(JsonNode manifest) {
    var answer =
        send(
            HttpRequest.newBuilder(api.resolve("../publications"))
                .header("Content-Type", "application/json")
                .header("X-Bindery-Actor", "demo")
                .POST(BodyPublishers.ofString(manifest.toString())));
    var id = answer.path("publication_id").asText();
    narrator.say("publication %s is accepted".formatted(id));
    return id;
  }

  /** Shows each state that it is seen in. */
  private JsonNode ended(String id) {
    var deadline = Instant.now().plus(PATIENCE);
    var before = "";
    while (Instant.now().isBefore(deadline)) {
      var seen = send(HttpRequest.newBuilder(api.resolve(id)).GET());
      var state = seen.path("state").asText();
      if (!state.equals(before)) {
        narrator.detail(state + progress(seen));
        before = state;
      }
      if (seen.has("finished_at")) {
        return seen;
      }
      if (state.equals("held")) {
        throw Check.failed("The publication is held: " + seen.path("error").asText());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    throw Check.failed(
        "The publication did not end within %d s; it is %s."
            .formatted(PATIENCE.toSeconds(), before));
  }

  private static String progress(JsonNode seen) {
    var progress = seen.path("progress");
    return progress.isMissingNode() || !progress.has("assets")
        ? ""
        : ": %d of %d assets, %d of %d jobs"
            .formatted(
                progress.path("assets_done").asLong(),
                progress.path("assets").asLong(),
                progress.path("jobs_done").asLong(),
                progress.path("jobs").asLong());
  }

  /** As a subscriber sees it. */
  private void show(String dataSet) {
    var revisions = provider.revisions(dataSet);
    Check.same("revisions of the data set", 1, revisions.size());
    var revision = revisions.get(0);
    Check.same("the revision is final", true, revision.finalized());
    narrator.say("revision %s is final: \"%s\"".formatted(revision.id(), revision.comment()));
    Map<String, Long> found = new TreeMap<>();
    provider
        .assets(revision)
        .forEach(
            asset ->
                found.put(asset.name(), asset.assetDetails().s3SnapshotAsset().size().longValue()));
    found.forEach((asset, bytes) -> narrator.detail("%,12d  %s".formatted(bytes, asset)));
    Map<String, Long> expected = new TreeMap<>();
    sample.files().forEach(file -> expected.put(sample.key(DemoRun.PREFIX, file), bytes(file)));
    Check.same("assets of the revision", expected, found);
    narrator.say("its assets are those of the package, name by name and size by size");
  }

  private static long bytes(Path file) {
    return file.toFile().length();
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw Check.failed("The API answered %d: %s".formatted(answer.statusCode(), answer.body()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw Check.failed("The API does not answer: %s.".formatted(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Check.failed("Interrupted.");
    }
  }
}
