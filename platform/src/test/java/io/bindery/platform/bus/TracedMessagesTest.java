package io.bindery.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.faulty.Relay;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.Watch;
import io.bindery.platform.queue.QueueConsumer;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.QueueSettings;
import io.bindery.platform.queue.Verdict;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.tracing.TracingSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** A trace goes through queues, topics and buses. */
class TracedMessagesTest {
  private static final TraceContext SENT =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static LocalClients local;
  private static ActorTestKit kit;
  private static final InMemorySpanExporter EXPORTER = InMemorySpanExporter.create();

  @BeforeAll
  static void start() {
    local = new LocalClients();
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    Spans.get(kit.system())
        .start(
            EXPORTER,
            new TracingSettings(
                Optional.empty(), Map.of(), Duration.ofSeconds(1), 1_000, 1, "bindery"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    local.close();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private static Dependency dependency(Kind kind, String value) {
    return Dependency.required(value, kind, "some.setting", value, local.aws.region());
  }

  private static OutMessage message(String body) {
    return new OutMessage(body, "g", body, Optional.of(SENT));
  }

  /** By body: what a consumer of the queue was handed; "bad" is rejected. */
  private static Map<String, QueueMessage> consume(String url) {
    var got = new ConcurrentHashMap<String, QueueMessage>();
    var dead = local.queue(url.substring(url.lastIndexOf('/') + 1) + "-dead");
    var there = CompletableFuture.completedFuture(Done.done());
    QueueConsumer.start(
        kit.system(),
        local.sqs,
        new QueueSettings(
            url,
            dead,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            10,
            2,
            1 << 20),
        url.substring(url.lastIndexOf('/') + 1),
        messages -> {
          messages.forEach(message -> got.put(message.body(), message));
          return CompletableFuture.completedFuture(
              messages.stream()
                  .map(m -> m.body().equals("bad") ? Verdict.rejected("is bad") : Verdict.done())
                  .toList());
        },
        there,
        () -> there);
    return got;
  }

  private static SpanData span(String messageId) {
    eventually().until(() -> !spans(messageId).isEmpty());
    return spans(messageId).get(0);
  }

  private static List<SpanData> spans(String messageId) {
    return EXPORTER.getFinishedSpanItems().stream()
        .filter(
            span ->
                messageId.equals(
                    span.getAttributes().get(AttributeKey.stringKey("messaging.message.id"))))
        .toList();
  }

  @Test
  void aMessageIsHandledInTheTraceOfItsSender() {
    var url = local.queue("traced");
    var part = Health.get(kit.system()).part(dependency(Kind.QUEUE, url));
    var out = new OutQueue(kit.system(), local.sqs, part);
    out.send(message("good")).toCompletableFuture().join();
    out.send(message("bad")).toCompletableFuture().join();
    var got = consume(url);
    eventually().until(() -> got.size() == 2);
    var good = span(got.get("good").id());
    assertThat(good.getName()).isEqualTo("process traced");
    assertThat(good.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(good.getTraceId()).isEqualTo(SENT.traceId());
    assertThat(good.getParentSpanId()).isEqualTo(SENT.spanId());
    assertThat(good.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    // What the handler makes of it is a child of its handling.
    assertThat(got.get("good").trace().orElseThrow().spanId()).isEqualTo(good.getSpanId());
    assertThat(span(got.get("bad").id()).getStatus().getDescription()).isEqualTo("is bad");
  }

  @Test
  void theHeaderOfAwsIsReadWhereThereIsNoAttribute() {
    var url = local.queue("x-ray");
    send(url, "x-ray", Optional.empty(), Optional.of(SENT.xRay()));
    send(url, "none", Optional.empty(), Optional.empty());
    var got = consume(url);
    eventually().until(() -> got.size() == 2);
    assertThat(span(got.get("x-ray").id()).getParentSpanId()).isEqualTo(SENT.spanId());
    assertThat(span(got.get("none").id()).getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void aContextThatIsNoneIsIgnoredAndCounted() {
    var refused =
        Meters.get(kit.system()).registry().get("bindery.trace.contexts.refused").counter();
    double before = refused.count();
    var url = local.queue("evil");
    send(
        url,
        "evil",
        Optional.of("00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"),
        Optional.empty());
    var got = consume(url);
    eventually().until(() -> got.size() == 1);
    var span = span(got.get("evil").id());
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(refused.count()).isEqualTo(before + 1);
  }

  @Test
  void aTopicHandsItOnAsAnAttribute() {
    var topic = local.sns.createTopic(r -> r.name("traced-news")).join().topicArn();
    var url = local.queue("traced-news");
    local
        .sns
        .subscribe(
            r ->
                r.topicArn(topic)
                    .protocol("sqs")
                    .endpoint(local.arn(url))
                    .attributes(Map.of("RawMessageDelivery", "true")))
        .join();
    new Topic(kit.system(), local.sns, Health.get(kit.system()).part(dependency(Kind.TOPIC, topic)))
        .publish(message("news"))
        .toCompletableFuture()
        .join();
    var got = consume(url);
    eventually().until(() -> got.size() == 1);
    assertThat(span(got.get("news").id()).getParentSpanId()).isEqualTo(SENT.spanId());
  }

  @Test
  void aTopicWithoutRawDeliveryHandsItOnInItsEnvelope() {
    var topic = local.sns.createTopic(r -> r.name("wrapped-news")).join().topicArn();
    var url = local.queue("wrapped-news");
    local.sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(local.arn(url))).join();
    new Topic(kit.system(), local.sns, Health.get(kit.system()).part(dependency(Kind.TOPIC, topic)))
        .publish(message("wrapped"))
        .toCompletableFuture()
        .join();
    var got = consume(url);
    eventually().until(() -> got.size() == 1);
    var message = got.values().iterator().next();
    assertThat(message.body()).contains("MessageAttributes");
    assertThat(span(message.id()).getParentSpanId()).isEqualTo(SENT.spanId());
  }

  @Test
  void anEventIsHandledInItsTraceByWhateverWayARuleSendsIt() {
    var straight = local.queueOf("traced.straight");
    var topic = local.sns.createTopic(r -> r.name("traced-events")).join().topicArn();
    var behind = local.queue("behind-a-topic");
    local.sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(local.arn(behind))).join();
    local
        .events
        .putRule(r -> r.name("to-topic").eventPattern("{\"source\":[\"traced.topic\"]}"))
        .join();
    var target = Target.builder().id("t").arn(topic).build();
    local.events.putTargets(r -> r.rule("to-topic").targets(target)).join();
    var watch =
        Watch.start(
            kit.system(),
            new Look(
                dependency(Kind.BUS, "default"),
                () -> CompletableFuture.completedFuture(Finding.up())));
    var bus = new EventBus(kit.system(), local.events, watch);
    for (var source : List.of("traced.straight", "traced.topic")) {
      bus.put(new BusEvent(source, "kind", "{}", List.of(), Instant.EPOCH, Optional.of(SENT)))
          .toCompletableFuture()
          .join();
    }
    for (var url : List.of(straight, behind)) {
      var got = consume(url);
      eventually().until(() -> got.size() == 1);
      var handled = span(got.values().iterator().next().id());
      assertThat(handled.getTraceId()).as(url).isEqualTo(SENT.traceId());
      assertThat(handled.getParentSpanId()).as(url).isEqualTo(SENT.spanId());
    }
  }

  @Test
  void anEventTellsItInItsHeader() {
    var calls = new CopyOnWriteArrayList<String>();
    try (var relay =
        new Relay(
            local.aws.endpoint(),
            (exchange, body) -> {
              calls.add(new String(body, StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(500, -1);
            })) {
      var client =
          software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient.builder()
              .endpointOverride(relay.endpoint())
              .region(software.amazon.awssdk.regions.Region.of(local.aws.region()))
              .credentialsProvider(local.credentials())
              .build();
      var watch =
          Watch.start(
              kit.system(),
              new Look(
                  dependency(Kind.BUS, "default"),
                  () -> CompletableFuture.completedFuture(Finding.up())));
      var put =
          new EventBus(kit.system(), client, watch)
              .put(new BusEvent("test", "kind", "{}", List.of(), Instant.EPOCH, Optional.of(SENT)));
      eventually().until(() -> !calls.isEmpty());
      assertThat(calls.get(0)).contains("\"TraceHeader\":\"%s\"".formatted(SENT.xRay()));
      put.toCompletableFuture().cancel(true);
      client.close();
    }
  }

  private static void send(
      String url, String body, Optional<String> attribute, Optional<String> header) {
    local
        .sqs
        .sendMessage(
            r -> {
              r.queueUrl(url).messageBody(body);
              attribute.ifPresent(
                  text ->
                      r.messageAttributes(
                          Map.of(
                              "traceparent",
                              MessageAttributeValue.builder()
                                  .dataType("String")
                                  .stringValue(text)
                                  .build())));
              header.ifPresent(
                  text ->
                      r.messageSystemAttributes(
                          Map.of(
                              MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                              MessageSystemAttributeValue.builder()
                                  .dataType("String")
                                  .stringValue(text)
                                  .build())));
            })
        .join();
  }
}
