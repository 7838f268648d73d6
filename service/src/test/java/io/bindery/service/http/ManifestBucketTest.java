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
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** From a manifest that is written to a bucket to what is public, by the queue of the router. */
class ManifestBucketTest {
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:publications";
  private static final String SETTINGS =
      """
      bindery.exchange {
        sources = [released], manifest-buckets = [manifests], topic-arn = "%s"
        poll-interval = 50 ms
      }
      bindery.health.look-every = 1 s
      """
          .formatted(TOPIC);

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static String dataSet;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.createWatchedBucket("released");
    fixture.createWatchedBucket("manifests");
    fixture.topic("publications");
    // As docs/aws.md says it: one rule for all buckets.
    fixture.rule(
        "default",
        "notices",
        "{\"source\": [\"aws.s3\"], \"detail\": {\"bucket\": {\"name\": [\"manifests\"]}}}",
        fixture.queue("notices"),
        null);
    fixture.local.dataExchange().behaviour().jobTime(Duration.ofMillis(20));
    dataSet =
        fixture
            .aws
            .dataExchange()
            .createDataSet(
                request ->
                    request.assetType(AssetType.S3_SNAPSHOT).name("runs").description("of a lab"))
            .join()
            .id();
    fixture.put("released", "run 1/ü.txt", "one");
    fixture.put("released", "run 1/b.txt", "two");
    service = fixture.start(SETTINGS);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static String manifest(String key) {
    return "{\"dataset_id\": \"%s\", \"asset_list\": [{\"Bucket\": \"released\", \"Key\": \"%s\"}]}"
        .formatted(dataSet, key);
  }

  private static Optional<JsonNode> file(String key) {
    try {
      return Optional.of(json(fixture.get("manifests", key)));
    } catch (RuntimeException e) {
      assertThat(e).hasRootCauseInstanceOf(S3Exception.class);
      return Optional.empty();
    }
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static URI api(String path) {
    return service.api().orElseThrow().resolve("/api/v1/" + path);
  }

  private static void awaitState(String key, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(file(key + ".status.json"))
                    .hasValueSatisfying(
                        status -> assertThat(status.path("state").asText()).isEqualTo(state)));
  }

  @Test
  void aManifestThatIsWrittenIsPublishedOnceAndAWrongOneIsTold() throws IOException {
    fixture.put("manifests", "2026/a b.json", manifest("run 1/"));
    awaitState("2026/a b.json", "published");

    assertThat(
            fixture
                .aws
                .dataExchange()
                .listDataSetRevisions(request -> request.dataSetId(dataSet))
                .join()
                .revisions())
        .singleElement()
        .satisfies(
            revision -> {
              assertThat(revision.finalized()).isTrue();
              assertThat(
                      fixture
                          .aws
                          .dataExchange()
                          .listRevisionAssets(
                              request -> request.dataSetId(dataSet).revisionId(revision.id()))
                          .join()
                          .assets())
                  .extracting(asset -> asset.name())
                  .containsExactlyInAnyOrder("run 1/ü.txt", "run 1/b.txt");
            });
    var told = json(fixture.nextNotice("publications").path("Message").asText());
    assertThat(told.path("type").asText()).isEqualTo("publication-published");
    assertThat(told.path("manifest").asText()).isEqualTo("s3://manifests/2026/a b.json");

    fixture.put("manifests", "2026/wrong.json", manifest("none.txt"));
    awaitState("2026/wrong.json", "refused");
    assertThat(file("2026/wrong.json.error.json"))
        .hasValueSatisfying(
            errors ->
                assertThat(errors.at("/problems/0/message").asText())
                    .isEqualTo("s3://released/none.txt does not exist."));
    assertThat(
            json(fixture.nextNotice("publications").path("Message").asText()).path("type").asText())
        .isEqualTo("publication-refused");

    // The same content under another name.
    fixture.put("manifests", "2026/c.json", manifest("run 1/"));
    awaitState("2026/c.json", "unchanged");
    // The same manifest once more: it says which publication has published it already.
    fixture.put("manifests", "2026/a b.json", manifest("run 1/"));
    awaitState("2026/a b.json", "unchanged");
    assertThat(file("2026/a b.json.status.json"))
        .hasValueSatisfying(
            status ->
                assertThat(status.path("unchanged_since").asText())
                    .isEqualTo(told.path("publication_id").asText()));
    assertThat(
            fixture
                .aws
                .dataExchange()
                .listDataSetRevisions(request -> request.dataSetId(dataSet))
                .join()
                .revisions())
        .hasSize(1);
    // What is written beside manifests asks for nothing, and no notice is left or dead.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                List.of("0 0", "0 0").equals(List.of(waiting("notices"), waiting("notices-dead"))));
    assertThat(fixture.query("SELECT count(*) FROM publication")).containsExactly("4");
    assertThat(fixture.local.dataExchange().violations()).isEmpty();
  }

  /** How many messages of a queue wait, and how many are being handled. */
  private static String waiting(String queue) {
    var attributes =
        fixture
            .aws
            .sqs()
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(fixture.queue(queue))
                        .attributeNamesWithStrings(
                            "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
            .join()
            .attributesAsStrings();
    return attributes.get("ApproximateNumberOfMessages")
        + " "
        + attributes.get("ApproximateNumberOfMessagesNotVisible");
  }

  @Test
  void healthTellsOfWhatThePublisherNeeds() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(json(fixture.get(api("health")).body()).path("parts"))
                    .filteredOn(part -> part.path("name").asText().startsWith("exchange."))
                    .allSatisfy(part -> assertThat(part.path("state").asText()).isEqualTo("up"))
                    .extracting(part -> part.path("name").asText())
                    .containsExactlyInAnyOrder(
                        "exchange.data-exchange",
                        "exchange.manifests manifests",
                        "exchange.source released",
                        "exchange.topic"));
  }
}
