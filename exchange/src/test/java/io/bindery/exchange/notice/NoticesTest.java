package io.bindery.exchange.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.Waits;
import io.bindery.exchange.tables.PublicationTables;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Tables;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.journal.InStep.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * What is told of publications, by a real S3 and SNS: the row of the publication is written here.
 */
class NoticesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:publications";
  private static final PublicationEvent EVENT =
      new PublicationEvent.PreparationStarted(Instant.EPOCH);

  private static ExchangeWorld world;
  private static ActorSystem<Void> system;
  private static Tables tables;
  private static Owed owed;

  private final String key = "m " + UUID.randomUUID() + ".json";

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    system = ActorSystem.create(Behaviors.empty(), "bindery", world.settings(Map.of()));
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    tables = Tables.of(system);
    owed = new Owed(new NoticeSettings(Optional.of(TOPIC), true, Duration.ofMillis(50)));
    ManifestFiles.start(
        system,
        world.aws().s3(),
        bucket -> Dependency.optional("manifests " + bucket, Kind.BUCKET, "setting", bucket, ""));
    TopicNotices.start(
        system,
        world.aws().sns(),
        Health.get(system).part(Dependency.optional("topic", Kind.TOPIC, "setting", TOPIC, "")));
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  /** A publication comes to a state, as an event of it writes it. */
  private void comesTo(String id, String bucket, String state, String more) {
    var sql =
        """
        INSERT INTO publication (publication_id, state, manifest_bucket, manifest_key, again,
          received_at, updated_at)
        VALUES ('%1$s', '%2$s', '%3$s', '%4$s', FALSE, clock_timestamp(), clock_timestamp())
        ON CONFLICT (publication_id) DO UPDATE SET state = '%2$s', updated_at = now() %5$s
        """
            .formatted(id, state, bucket, key, more);
    tables
        .together(
            connection -> {
              var all = new ArrayList<>(List.of(connection.createStatement(sql)));
              all.addAll(owed.statements(connection, List.of(new Written<>(id, 1, EVENT))));
              return all;
            })
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private void comesTo(String id, String state) {
    comesTo(id, world.bucket(), state, "");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /** What is written beside the manifest; nothing if there is no such object. */
  private Optional<JsonNode> file(String bucket, String suffix) {
    try {
      return Optional.of(
          json(
              world
                  .aws()
                  .s3()
                  .getObject(
                      request -> request.bucket(bucket).key(key + suffix),
                      AsyncResponseTransformer.toBytes())
                  .join()
                  .asUtf8String()));
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(NoSuchKeyException.class);
      return Optional.empty();
    }
  }

  private Optional<JsonNode> file(String suffix) {
    return file(world.bucket(), suffix);
  }

  private void awaitState(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(file(".status.json"))
                    .hasValueSatisfying(
                        status -> {
                          assertThat(status.path("publication_id").asText()).isEqualTo(id);
                          assertThat(status.path("state").asText()).isEqualTo(state);
                        }));
  }

  @Test
  void aFileTellsTheLastStateAndAnotherWhatIsWrong() {
    var first = UUID.randomUUID().toString();
    comesTo(first, "received");
    awaitState(first, "received");
    tables
        .update(
            "INSERT INTO exchange_refusal (publication_id, problems) VALUES ($1, $2)",
            statement ->
                statement
                    .bind(0, first)
                    .bind(1, "{\"count\": 1, \"problems\": [{\"field\": \"asset_list[0].Key\"}]}"))
        .toCompletableFuture()
        .join();
    comesTo(first, world.bucket(), "refused", ", error = 'asset_list: no', problems = 1");
    awaitState(first, "refused");
    var errors = file(".error.json").orElseThrow();
    assertThat(errors.path("version").asText()).isEqualTo("0.1");
    assertThat(errors.path("manifest").asText())
        .isEqualTo("s3://%s/%s".formatted(world.bucket(), key));
    assertThat(errors.at("/problems/0/field").asText()).isEqualTo("asset_list[0].Key");

    // The manifest is mended, and written again.
    var second = UUID.randomUUID().toString();
    comesTo(second, "received");
    comesTo(second, world.bucket(), "importing", ", assets = 7, jobs = 1");
    awaitState(second, "importing");
    assertThat(file(".status.json").orElseThrow().path("assets").asInt()).isEqualTo(7);
    await().atMost(Duration.ofSeconds(60)).until(() -> file(".error.json").isEmpty());
    // What becomes of the first one now is not told over it.
    comesTo(first, "failed");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world
                        .query(
                            "SELECT 1 FROM exchange_told WHERE due_at IS NULL AND publication_id = '%s'"
                                .formatted(first))
                        .size()
                    == 1);
    awaitState(second, "importing");
    assertThat(file(".error.json")).isEmpty();
  }

  @Test
  void whatIsWaitedForIsInTheFileToo() {
    var id = UUID.randomUUID().toString();
    comesTo(id, "received");
    awaitState(id, "received");
    PublicationTables.waits(system)
        .waits(id, Optional.of(new Waits.Wait("throttled", "Data Exchange", Instant.EPOCH)));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(file(".status.json"))
                    .hasValueSatisfying(
                        status ->
                            assertThat(status.path("waiting_for").asText())
                                .isEqualTo("Data Exchange")));
  }

  @Test
  void manyChangesMakeFewFiles() {
    var id = UUID.randomUUID().toString();
    comesTo(id, "received");
    for (int i = 1; i <= 100; i++) {
      comesTo(id, world.bucket(), "importing", ", jobs_done = " + i);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                file(".status.json").filter(it -> it.path("jobs_done").asInt() == 100).isPresent());
    var versions =
        world
            .aws()
            .s3()
            .listObjectVersions(request -> request.bucket(world.bucket()).prefix(key))
            .join()
            .versions();
    assertThat(versions).hasSizeLessThan(50);
  }

  @Test
  void aBucketThatCannotBeWrittenIsToldInHealthAndTriedAgain() {
    var bucket = "later-" + UUID.randomUUID();
    var id = UUID.randomUUID().toString();
    comesTo(id, bucket, "received", "");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(Health.get(system).degraded()).contains("manifests " + bucket));
    comesTo(id, bucket, "published", "");

    world.aws().s3().createBucket(request -> request.bucket(bucket)).join();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(file(bucket, ".status.json"))
                  .hasValueSatisfying(
                      status -> assertThat(status.path("state").asText()).isEqualTo("published"));
              assertThat(Health.get(system).degraded()).doesNotContain("manifests " + bucket);
            });
  }

  @Test
  void theTopicIsToldOfEachOutcomeOnce() {
    var id = UUID.randomUUID().toString();
    comesTo(id, "received");
    comesTo(id, world.bucket(), "held", ", error = 'refused\nhalf-way', data_set_id = 'ds'");
    comesTo(id, "held");
    comesTo(id, "finalizing");
    comesTo(id, "published");
    // Only then there is a topic; it takes nothing before somebody listens.
    var faults = world.localAws().faults();
    List.of("Publish", "PublishBatch").forEach(it -> faults.refuse(it, 503, "ServiceUnavailable"));
    var sqs = world.aws().sqs();
    var queue = sqs.createQueue(r -> r.queueName("told-" + id)).join().queueUrl();
    world.aws().sns().createTopic(r -> r.name("publications")).join();
    world
        .aws()
        .sns()
        .subscribe(
            r ->
                r.topicArn(TOPIC)
                    .protocol("sqs")
                    .endpoint("arn:aws:sqs:us-east-1:000000000000:told-" + id))
        .join();
    faults.clear();
    var told = new ArrayList<JsonNode>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(1))
                  .join()
                  .messages()
                  .forEach(
                      message -> {
                        told.add(json(json(message.body()).path("Message").asText()));
                        sqs.deleteMessage(
                                r -> r.queueUrl(queue).receiptHandle(message.receiptHandle()))
                            .join();
                      });
              return told.stream()
                      .filter(it -> it.path("publication_id").asText().equals(id))
                      .count()
                  >= 2;
            });
    var mine = told.stream().filter(it -> it.path("publication_id").asText().equals(id)).toList();
    assertThat(mine)
        .extracting(it -> it.path("type").asText())
        .containsExactlyInAnyOrder("publication-held", "publication-published");
    var held =
        mine.stream()
            .filter(it -> it.path("state").asText().equals("held"))
            .findFirst()
            .orElseThrow();
    assertThat(held.path("version").asText()).isEqualTo("0.1");
    assertThat(held.path("error").asText()).isEqualTo("refused\nhalf-way");
    assertThat(held.path("subject").asText())
        .startsWith("Publication of s3://")
        .endsWith(" is held and waits for an order")
        .hasSizeLessThanOrEqualTo(100);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world
                    .query(
                        "SELECT 1 FROM exchange_notice WHERE publication_id = '%s'".formatted(id))
                    .isEmpty());
  }
}
