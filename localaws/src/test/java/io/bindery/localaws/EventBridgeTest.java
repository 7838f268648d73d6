package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

@ExtendWith(SharedAws.class)
class EventBridgeTest {
  private final LocalAws aws;
  private final Clients clients;
  private final String name = "r-" + UUID.randomUUID();
  private final String source = "test." + name;
  private final String pattern = "{\"source\":[\"" + source + "\"]}";

  EventBridgeTest(LocalAws aws, Clients clients) {
    this.aws = aws;
    this.clients = clients;
  }

  @AfterEach
  void noFaults() {
    aws.faults().clear();
  }

  @Test
  void aMatchingEventReachesTheQueueInItsEnvelope() {
    String queue = clients.createQueueFor(name, pattern);
    PutEventsResponse response =
        clients
            .events()
            .putEvents(
                b ->
                    b.entries(
                        entry("{\"batch_id\":\"b1\",\"n\":1.50}").toBuilder()
                            .resources("arn:aws:s3:::x")
                            .time(Instant.parse("2026-01-02T03:04:05Z"))
                            .build(),
                        PutEventsRequestEntry.builder()
                            .source("other")
                            .detailType("t")
                            .detail("{}")
                            .build()));
    assertThat(response.failedEntryCount()).isZero();
    assertThat(response.entries()).hasSize(2).allMatch(e -> !e.eventId().isEmpty());
    String body = clients.drain(queue).get(0);
    assertThat(body)
        .isEqualTo(
            "{\"version\":\"0\",\"id\":\""
                + response.entries().get(0).eventId()
                + "\",\"detail-type\":\"package-objects-ready\",\"source\":\""
                + source
                + "\",\"account\":\"000000000000\",\"time\":\"2026-01-02T03:04:05Z\","
                + "\"region\":\"us-east-1\",\"resources\":[\"arn:aws:s3:::x\"],"
                + "\"detail\":{\"batch_id\":\"b1\",\"n\":1.50}}");
  }

  @Test
  void patternsMatchAsEventBridgesDo() {
    String queue =
        clients.createQueueFor(
            name,
            "{\"source\":[\""
                + source
                + "\"],\"detail\":{\"key\":[{\"prefix\":\"data/\"}],"
                + "\"size\":[{\"numeric\":[\">\",10]}],\"kind\":[{\"anything-but\":[\"tmp\"]}],"
                + "\"none\":[{\"exists\":false}]}}");
    put(
        "{\"key\":\"data/1\",\"size\":11,\"kind\":\"a\"}",
        "{\"key\":\"other/2\",\"size\":11,\"kind\":\"a\"}",
        "{\"key\":\"data/3\",\"size\":10,\"kind\":\"a\"}",
        "{\"key\":\"data/4\",\"size\":11,\"kind\":\"tmp\"}",
        "{\"key\":\"data/5\",\"size\":11,\"kind\":\"a\",\"none\":1}");
    assertThat(clients.drainJson(queue))
        .extracting(e -> e.at("/detail/key").asText())
        .containsExactly("data/1");
  }

  @Test
  void entriesFailOneByOne() {
    String queue = clients.createQueueFor(name, pattern);
    PutEventsResponse response =
        clients
            .events()
            .putEvents(
                b ->
                    b.entries(
                        entry("{\"n\":1}"),
                        entry("not json"),
                        entry("[1]"),
                        entry("{}").toBuilder().source(null).build(),
                        entry("{}").toBuilder().source("aws.s3").build(),
                        entry("{\"n\":2}")));
    assertThat(response.failedEntryCount()).isEqualTo(4);
    assertThat(response.entries())
        .extracting(PutEventsResultEntry::errorCode)
        .containsExactly(
            null,
            "MalformedDetail",
            "MalformedDetail",
            "InvalidArgument",
            "NotAuthorizedForSourceException",
            null);
    assertThat(clients.drain(queue)).hasSize(2);
  }

  @Test
  void tooManyOrTooLargeEntriesAreRefusedWhole() {
    List<PutEventsRequestEntry> eleven = IntStream.range(0, 11).mapToObj(i -> entry("{}")).toList();
    assertThatThrownBy(() -> clients.events().putEvents(b -> b.entries(eleven)))
        .hasMessageContaining("less than or equal to 10");
    PutEventsRequestEntry large = entry("{\"x\":\"" + "y".repeat(256 << 10) + "\"}");
    assertThatThrownBy(() -> clients.events().putEvents(b -> b.entries(large)))
        .hasMessageContaining("over the limit");
  }

  @Test
  void failuresComeOnOrder() {
    String queue = clients.createQueueFor(name, pattern);
    aws.faults().failPutEventsEntry(1, "InternalFailure", 1);
    PutEventsResponse response =
        clients.events().putEvents(b -> b.entries(entry("{\"n\":0}"), entry("{\"n\":1}")));
    assertThat(response.failedEntryCount()).isEqualTo(1);
    assertThat(response.entries().get(1).errorCode()).isEqualTo("InternalFailure");
    assertThat(clients.drain(queue)).hasSize(1);
    aws.faults().failPutEvents(10);
    assertThatThrownBy(() -> put("{}"))
        .isInstanceOfSatisfying(
            EventBridgeException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    aws.faults().clear();
    put("{}");
    assertThat(clients.drain(queue)).hasSize(1);
  }

  @Test
  void targetsGetWhatTheirInputSays() {
    String constant = target("{\"fixed\":true}", null, null);
    String part = target(null, "$.detail.object", null);
    String text = target(null, "$.detail.object.key", null);
    String template =
        target(
            null,
            null,
            InputTransformer.builder()
                .inputPathsMap(
                    Map.of(
                        "key", "$.detail.object.key",
                        "size", "$.detail.object.size",
                        "object", "$.detail.object",
                        "first", "$.resources[0]",
                        "gone", "$.detail.none"))
                .inputTemplate(
                    "{\"key\":<key>,\"in\":\"key is <key>\",\"size\":<size>,\"object\":<object>,"
                        + "\"first\":\"<first>\",\"gone\":\"<gone>\",\"rule\":<aws.events.rule-name>,"
                        + "\"arn\":\"<aws.events.rule-arn>\",\"event\":<aws.events.event.json>,"
                        + "\"head\":<aws.events.event>}")
                .build());
    String sentence =
        target(
            null,
            null,
            InputTransformer.builder()
                .inputPathsMap(Map.of("key", "$.detail.object.key"))
                .inputTemplate("\"Uploaded <key>.\"")
                .build());
    String detail = "{\"object\":{\"key\":\"a \\\"b\\\" é\",\"size\":7}}";
    clients
        .events()
        .putEvents(b -> b.entries(entry(detail).toBuilder().resources("arn:aws:s3:::x").build()));

    assertThat(clients.drain(constant)).containsExactly("{\"fixed\":true}");
    assertThat(clients.drain(part)).containsExactly("{\"key\":\"a \\\"b\\\" é\",\"size\":7}");
    assertThat(clients.drain(text)).containsExactly("\"a \\\"b\\\" é\"");
    assertThat(clients.drain(sentence)).containsExactly("\"Uploaded a \\\"b\\\" é.\"");
    JsonNode filled = clients.drainJson(template).get(0);
    assertThat(filled.get("key").asText()).isEqualTo("a \"b\" é");
    assertThat(filled.get("in").asText()).isEqualTo("key is a \"b\" é");
    assertThat(filled.get("size").isInt()).isTrue();
    assertThat(filled.at("/object/size").asInt()).isEqualTo(7);
    assertThat(filled.get("first").asText()).isEqualTo("arn:aws:s3:::x");
    assertThat(filled.get("gone").asText()).isEmpty();
    assertThat(filled.get("rule").asText()).isEqualTo(name);
    assertThat(filled.get("arn").asText()).endsWith(":rule/" + name);
    assertThat(filled.at("/event/detail/object/size").asInt()).isEqualTo(7);
    assertThat(filled.at("/head/detailType").asText()).isEqualTo("package-objects-ready");
    assertThat(filled.get("head").has("detail")).isFalse();
  }

  @Test
  void aTopicIsATargetToo() {
    String topic = clients.sns().createTopic(b -> b.name(name)).topicArn();
    String queue = clients.createQueue(name);
    clients.sns().subscribe(b -> b.topicArn(topic).protocol("sqs").endpoint(clients.arnOf(queue)));
    clients.events().putRule(b -> b.name(name).eventPattern(pattern));
    Target target = Target.builder().id("topic").arn(topic).build();
    clients.events().putTargets(b -> b.rule(name).targets(target));
    put("{\"n\":1}");
    JsonNode envelope = clients.drainJson(queue).get(0);
    assertThat(Clients.json(envelope.get("Message").asText()).at("/detail/n").asInt()).isEqualTo(1);
  }

  @Test
  void whatATargetDoesNotTakeGoesToItsDeadLetterQueue() {
    String dead = clients.createQueue(name + "-dead");
    clients.events().putRule(b -> b.name(name).eventPattern(pattern));
    Target target =
        Target.builder()
            .id("gone")
            .arn("arn:aws:sqs:us-east-1:000000000000:not-there-" + name)
            .deadLetterConfig(d -> d.arn(clients.arnOf(dead)))
            .build();
    clients.events().putTargets(b -> b.rule(name).targets(target));
    put("{\"n\":1}");
    assertThat(clients.drainJson(dead)).hasSize(1);
  }

  @Test
  void rulesAreDescribedListedDisabledAndDeleted() {
    String queue = clients.createQueueFor(name, pattern);
    var rule = clients.events().describeRule(b -> b.name(name));
    assertThat(rule.arn()).isEqualTo("arn:aws:events:us-east-1:000000000000:rule/" + name);
    assertThat(rule.eventPattern()).isEqualTo(pattern);
    assertThat(rule.state()).isEqualTo(RuleState.ENABLED);
    assertThat(clients.events().listRules(b -> b.namePrefix(name)).rules()).hasSize(1);
    assertThat(clients.events().listTargetsByRule(b -> b.rule(name)).targets())
        .singleElement()
        .satisfies(t -> assertThat(t.arn()).isEqualTo(clients.arnOf(queue)));
    clients.events().disableRule(b -> b.name(name));
    put("{}");
    assertThat(clients.drain(queue)).isEmpty();
    clients.events().enableRule(b -> b.name(name));
    put("{}");
    assertThat(clients.drain(queue)).hasSize(1);
    assertThatThrownBy(() -> clients.events().deleteRule(b -> b.name(name)))
        .hasMessageContaining("has targets");
    assertThat(
            clients.events().removeTargets(b -> b.rule(name).ids("queue", "x")).failedEntryCount())
        .isEqualTo(1);
    clients.events().deleteRule(b -> b.name(name));
    assertThatThrownBy(() -> clients.events().describeRule(b -> b.name(name)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(name);
  }

  @Test
  void aBusOfItsOwnHasRulesOfItsOwn() {
    String bus = "bus-" + name;
    String arn = clients.events().createEventBus(b -> b.name(bus)).eventBusArn();
    assertThatThrownBy(() -> clients.events().createEventBus(b -> b.name(bus)))
        .isInstanceOf(ResourceAlreadyExistsException.class);
    assertThat(clients.events().describeEventBus(b -> b.name(bus)).arn()).isEqualTo(arn);
    assertThat(clients.events().listEventBuses(b -> {}).eventBuses())
        .extracting(b -> b.name())
        .contains("default", bus);
    String queue = clients.createQueue(name);
    clients.events().putRule(b -> b.name(name).eventBusName(bus).eventPattern(pattern));
    Target target = Target.builder().id("q").arn(clients.arnOf(queue)).build();
    clients.events().putTargets(b -> b.rule(name).eventBusName(bus).targets(target));
    put("{\"to\":\"default\"}");
    clients
        .events()
        .putEvents(b -> b.entries(entry("{\"to\":\"own\"}").toBuilder().eventBusName(arn).build()));
    assertThat(clients.drainJson(queue))
        .extracting(e -> e.at("/detail/to").asText())
        .containsExactly("own");
    assertThatThrownBy(() -> clients.events().deleteEventBus(b -> b.name(bus)))
        .hasMessageContaining("has rules");
    clients.events().removeTargets(b -> b.rule(name).eventBusName(bus).ids("q"));
    clients.events().deleteRule(b -> b.name(name).eventBusName(bus));
    clients.events().deleteEventBus(b -> b.name(bus));
    assertThatThrownBy(() -> clients.events().describeEventBus(b -> b.name(bus)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void badInputIsRefusedWithItsReason() {
    assertThatThrownBy(() -> clients.events().putRule(b -> b.name(name).eventPattern("{\"a\":1}")))
        .isInstanceOf(InvalidEventPatternException.class)
        .hasMessageContaining("Event pattern is not valid");
    assertThatThrownBy(
            () -> clients.events().putRule(b -> b.name(name).scheduleExpression("rate(1 hour)")))
        .hasMessageContaining("rate(1 hour)");
    clients.events().putRule(b -> b.name(name).eventPattern(pattern));
    Target function =
        Target.builder().id("f").arn("arn:aws:lambda:us-east-1:000000000000:function:f").build();
    assertThatThrownBy(() -> clients.events().putTargets(b -> b.rule(name).targets(function)))
        .hasMessageContaining("function:f");
    Target unknown =
        Target.builder()
            .id("t")
            .arn("arn:aws:sqs:us-east-1:000000000000:q")
            .inputTransformer(t -> t.inputTemplate("<what>"))
            .build();
    assertThatThrownBy(() -> clients.events().putTargets(b -> b.rule(name).targets(unknown)))
        .hasMessageContaining("invalid placeholder what");
    assertThatThrownBy(() -> clients.events().listArchives(b -> b.namePrefix("x")))
        .isInstanceOfSatisfying(
            EventBridgeException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException");
              assertThat(e).hasMessageContaining("ListArchives");
            });
  }

  @Test
  void aPatternCanBeTried() {
    String event =
        "{\"id\":\"1\",\"account\":\"1\",\"source\":\"s\",\"time\":\"2026-01-01T00:00:00Z\","
            + "\"region\":\"us-east-1\",\"resources\":[],\"detail-type\":\"t\",\"detail\":{}}";
    assertThat(matches("{\"source\":[\"s\"]}", event)).isTrue();
    assertThat(matches("{\"source\":[\"x\"]}", event)).isFalse();
    assertThatThrownBy(() -> matches("{\"source\":[\"s\"]}", "{}")).hasMessageContaining("'id'");
  }

  private boolean matches(String eventPattern, String event) {
    return clients
        .events()
        .testEventPattern(b -> b.eventPattern(eventPattern).event(event))
        .result();
  }

  /** Adds a queue as a target and gives its URL. */
  private String target(String input, String inputPath, InputTransformer transformer) {
    String id = UUID.randomUUID().toString();
    String url = clients.createQueue(id);
    clients.events().putRule(b -> b.name(name).eventPattern(pattern));
    Target target =
        Target.builder()
            .id(id)
            .arn(clients.arnOf(url))
            .input(input)
            .inputPath(inputPath)
            .inputTransformer(transformer)
            .build();
    clients.events().putTargets(b -> b.rule(name).targets(target));
    return url;
  }

  private void put(String... details) {
    List<PutEventsRequestEntry> entries = List.of(details).stream().map(this::entry).toList();
    assertThat(clients.events().putEvents(b -> b.entries(entries)).failedEntryCount()).isZero();
  }

  private PutEventsRequestEntry entry(String detail) {
    return PutEventsRequestEntry.builder()
        .source(source)
        .detailType("package-objects-ready")
        .detail(detail)
        .build();
  }
}
