package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Dead letters over the API, in real queues. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeadLettersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String GOOD =
      "{\"source_prefix\": \"s3://lab/good/\", \"registry\": \"lab\", \"package_name\": \"a/good\"}";
  private static final String BAD =
      "{\"source_prefix\": \"s3://lab/bad/\", \"colour\": \"\\u001b[31m\"}";

  private static ServiceFixture fixture;
  private static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.put("lab", "good/file.txt");
    movedBySqs(fixture.queue("packager"), fixture.queue("packager-dead"), GOOD);
    service =
        fixture.start(
            """
            bindery.packager { sources = [lab], registries = [lab], descriptions = strict }
            """);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  /** Received without an end to it, as it is while the database is away. */
  private static void movedBySqs(String queue, String deadLetters, String body) {
    var sqs = fixture.aws.sqs();
    var arn =
        sqs.getQueueAttributes(
                r -> r.queueUrl(deadLetters).attributeNames(QueueAttributeName.QUEUE_ARN))
            .join()
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    var policy = "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"3\"}".formatted(arn);
    sqs.setQueueAttributes(
            r -> r.queueUrl(queue).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .join();
    sqs.sendMessage(
            r ->
                r.queueUrl(queue)
                    .messageBody(body)
                    .messageAttributes(
                        Map.of(
                            "origin",
                            MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("a rule")
                                .build())))
        .join();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              sqs.receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(0)).join();
              return number(deadLetters) == 1;
            });
  }

  private static int number(String queue) {
    return Integer.parseInt(
        fixture
            .aws
            .sqs()
            .getQueueAttributes(
                r ->
                    r.queueUrl(queue)
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
            .join()
            .attributes()
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }

  @Test
  @Order(1)
  void whatSqsMovedIsToldFromWhatWasSetAside() {
    send("packager", BAD);
    var found = list("packager", 2);
    assertThat(found.path("complete").asBoolean()).isTrue();
    assertThat(found.path("about").asInt()).isEqualTo(2);
    assertThat(found.path("moved_after").asInt()).isEqualTo(3);
    assertThat(found.path("url").asText()).endsWith("packager-dead");
    var moved = one(found, "sqs");
    assertThat(moved.has("reason")).isFalse();
    assertThat(moved.path("body").asText()).isEqualTo(GOOD);
    assertThat(moved.path("attributes").path("origin").asText()).isEqualTo("a rule");
    var aside = one(found, "bindery");
    assertThat(aside.path("reason").asText()).contains("colour");
    assertThat(aside.path("bytes").asInt()).isEqualTo(BAD.length());

    // A look takes nothing away, and hides nothing from the next one.
    assertThat(list("packager", 2).path("messages")).hasSize(2);
    assertThat(get("dead-letters?queue=packager&moved_by=sqs").path("messages")).hasSize(1);
    assertThat(get("dead-letters?queue=packager&match=COLOUR").path("messages")).hasSize(1);
    var whole = get("dead-letters/packager/" + aside.path("id").asText());
    assertThat(whole.path("body").asText()).isEqualTo(BAD);
    assertThat(list("router", 0).path("complete").asBoolean()).isTrue();
  }

  @Test
  @Order(2)
  void whatSqsMovedIsSentBackAndHandled() {
    var done =
        order("redrive", "{\"queue\": \"packager\", \"all\": true, \"moved_by\": \"sqs\"}", 200);
    assertThat(done.path("done").asInt()).as(done.toString()).isOne();
    assertThat(done.path("complete").asBoolean()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        get("packages/jobs?name=a/good")
                            .path("jobs")
                            .path(0)
                            .path("state")
                            .asText())
                    .isEqualTo("done"));
    assertThat(one(list("packager", 1), "bindery").path("reason").asText()).contains("colour");
  }

  @Test
  @Order(3)
  void whatIsSentBackHasNoReasonUntilItIsSetAsideAnew() {
    var before = one(list("packager", 1), "bindery").path("id").asText();
    var done =
        order(
            "redrive",
            "{\"queue\": \"packager\", \"ids\": [\"%s\", \"no-such\"]}".formatted(before),
            200);
    assertThat(done.path("done").asInt()).isOne();
    assertThat(texts(done.path("not_found"))).containsExactly("no-such");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var now = one(list("packager", 1), "bindery");
              assertThat(now.path("id").asText()).isNotEqualTo(before);
              assertThat(now.path("reason").asText()).contains("colour");
            });
  }

  @Test
  @Order(4)
  void whatIsDiscardedIsKeptInTheListOfOrders() {
    var id = one(list("packager", 1), "bindery").path("id").asText();
    order("discard", "{\"queue\": \"packager\", \"ids\": [\"%s\"]}".formatted(id), 400);
    var done =
        order(
            "discard",
            "{\"queue\": \"packager\", \"ids\": [\"%s\"], \"why\": \"a trial\"}".formatted(id),
            200);
    assertThat(done.path("done").asInt()).isOne();
    list("packager", 0);
    var orders = get("dead-letters/orders?queue=packager").path("orders");
    assertThat(orders).hasSize(3);
    var last = orders.path(0);
    assertThat(last.path("verb").asText()).isEqualTo("discard");
    assertThat(last.path("id").asText()).isEqualTo(id);
    assertThat(last.path("by").asText()).isEqualTo("ada");
    assertThat(last.path("why").asText()).isEqualTo("a trial");
    assertThat(last.path("reason").asText()).contains("colour");
    assertThat(last.path("body").asText()).isEqualTo(BAD);
    assertThat(get("dead-letters/orders?queue=router").path("orders")).isEmpty();
  }

  @Test
  @Order(5)
  void manyAreSentBackInPartsAndNoneTwice() {
    var sqs = fixture.aws.sqs();
    var dead = fixture.queue("notices-dead");
    int many = 35;
    for (int i = 0; i < many; i++) {
      var body = ServiceFixture.event("lab", "many/%d/file-%d.txt".formatted(i % 3, i));
      sqs.sendMessage(r -> r.queueUrl(dead).messageBody(body)).join();
    }
    long done = 0;
    JsonNode part;
    do {
      part = order("redrive", "{\"queue\": \"router\", \"all\": true, \"limit\": 20}", 200);
      assertThat(part.path("done").asInt()).isBetween(1, 20);
      done += part.path("done").asInt();
    } while (done < many);
    assertThat(done).isEqualTo(many);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              long files = 0;
              for (var batch : get("batches?bucket=lab&prefix=many/").path("batches")) {
                files += batch.path("files").asLong();
              }
              assertThat(files).isEqualTo(many);
            });
    list("router", 0);
  }

  @Test
  @Order(6)
  void whatIsForgottenOrWrongIsRefusedByName() {
    refused("redrive", "{\"queue\": \"packager\"}", "ids");
    refused("redrive", "{\"queue\": \"packager\", \"ids\": [\"a\"], \"all\": true}", "ids");
    refused("redrive", "{\"queue\": \"packer\", \"all\": true}", "queue");
    refused("redrive", "{\"all\": true}", "queue");
    refused("discard", "{\"queue\": \"router\", \"all\": true, \"why\": \" \"}", "why");
    refused("redrive", "{\"queue\": \"router\", \"all\": true, \"moved_by\": \"us\"}", "moved_by");
    assertThat(fixture.get(at("dead-letters")).statusCode()).isEqualTo(400);
    assertThat(fixture.get(at("dead-letters/router/no-such")).statusCode()).isEqualTo(404);
  }

  @Test
  @Order(7)
  void aQueueThatIsNotThereIsNamedByItsSetting() {
    fixture.aws.sqs().deleteQueue(r -> r.queueUrl(fixture.queue("notices-dead"))).join();
    var reply = fixture.get(at("dead-letters?queue=router"));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(422);
    assertThat(read(reply).path("detail").asText())
        .contains("bindery.router.queue.dead-letter-url = ", "notices-dead");
  }

  private static void refused(String verb, String body, String field) {
    assertThat(order(verb, body, 400).path("field").asText()).isEqualTo(field);
  }

  private static void send(String queue, String body) {
    var url = fixture.queue(queue);
    fixture.aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody(body)).join();
  }

  /** What is there once it is so many. */
  private static JsonNode list(String queue, int messages) {
    await(queue)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get("dead-letters?queue=" + queue).path("messages")).hasSize(messages));
    return get("dead-letters?queue=" + queue);
  }

  private static JsonNode one(JsonNode found, String movedBy) {
    var all = new ArrayList<JsonNode>();
    for (var message : found.path("messages")) {
      if (message.path("moved_by").asText().equals(movedBy)) {
        all.add(message);
      }
    }
    assertThat(all).as(found.toString()).hasSize(1);
    return all.get(0);
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static JsonNode order(String verb, String body, int status) {
    var reply =
        fixture.send(
            "POST",
            at("dead-letters/" + verb),
            body,
            "Content-Type",
            "application/json",
            "X-Bindery-Actor",
            "ada");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    return read(reply);
  }

  private static JsonNode get(String path) {
    var reply = fixture.get(at(path));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return read(reply);
  }

  private static URI at(String path) {
    return service.api().orElseThrow().resolve("/api/v1/" + path);
  }

  private static JsonNode read(HttpResponse<String> reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new IllegalStateException(reply.body(), e);
    }
  }
}
