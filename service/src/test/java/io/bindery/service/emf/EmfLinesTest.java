package io.bindery.service.emf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.service.config.ConfigLoader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Lines follow the rules of the embedded metric format, and tell each thing once. */
class EmfLinesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00.123Z");

  /** All units of CloudWatch that are used here. */
  private static final Set<String> UNITS = Set.of("Count", "Seconds", "Bytes");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private static EmfSettings settings(String more) {
    return EmfSettings.from(ConfigLoader.load(Optional.empty(), ConfigFactory.parseString(more)));
  }

  private static List<JsonNode> read(EmfLines lines, SimpleMeterRegistry registry) {
    return lines.documents(registry, NOW).stream()
        .map(EmfLines::line)
        .peek(line -> assertThat(line).doesNotContain("\n").hasSizeLessThan(256 * 1024))
        .map(EmfLinesTest::json)
        .peek(EmfLinesTest::assertThatCloudWatchTakes)
        .toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rules of AWS's specification of the format. */
  static void assertThatCloudWatchTakes(JsonNode root) {
    var meta = root.path("_aws");
    assertThat(meta.path("Timestamp").isIntegralNumber()).isTrue();
    assertThat(meta.path("CloudWatchMetrics").size()).isEqualTo(1);
    var directive = meta.path("CloudWatchMetrics").get(0);
    assertThat(directive.path("Namespace").asText()).hasSizeBetween(1, 1024);
    assertThat(directive.path("Dimensions").size()).isEqualTo(1);
    var names = new HashSet<String>();
    for (var dimensions : directive.path("Dimensions")) {
      assertThat(dimensions.size()).isLessThanOrEqualTo(30);
      for (var dimension : dimensions) {
        var value = root.path(dimension.asText());
        assertThat(value.isTextual()).as(dimension.asText()).isTrue();
        assertThat(value.asText()).isNotBlank().hasSizeLessThanOrEqualTo(1024);
        assertThat(value.asText()).matches("\\p{ASCII}+").doesNotStartWith(":");
        assertThat(names.add(dimension.asText())).isTrue();
      }
    }
    assertThat(directive.path("Metrics").size()).isBetween(1, 100);
    for (var metric : directive.path("Metrics")) {
      var name = metric.path("Name").asText();
      assertThat(name).hasSizeBetween(1, 1024).doesNotContain(".");
      assertThat(UNITS).contains(metric.path("Unit").asText());
      assertThat(root.path(name).isNumber()).as(name).isTrue();
      assertThat(Double.isFinite(root.path(name).asDouble())).as(name).isTrue();
      assertThat(names.add(name)).as(name).isTrue();
    }
  }

  private static JsonNode with(List<JsonNode> documents, String member, String value) {
    return documents.stream()
        .filter(document -> document.path(member).asText().equals(value))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachIsToldOnceByItsTags() {
    var emf =
        new EmfLines(
            settings(
                """
                bindery.metrics.emf {
                  output = stdout, namespace = "Lab/Bindery", dimensions = "Stack=lab,Stage=test"
                  metrics = "a.count,a.bytes,a.time,a.size,a.level,a.unknown"
                }
                """));
    var count = Counter.builder("a.count").tag("reason", "quiet").register(registry);
    Counter.builder("a.count").tag("reason", "count").register(registry).increment(3);
    Counter.builder("a").baseUnit("bytes").register(registry);
    Counter.builder("a.bytes").baseUnit("bytes").register(registry).increment(4096);
    var time = registry.timer("a.time");
    var size = DistributionSummary.builder("a.size").register(registry);
    Gauge.builder("a.level", () -> 7).register(registry);
    Gauge.builder("a.unknown", () -> Double.NaN).register(registry);
    registry.counter("not.named").increment();
    count.increment(2);
    time.record(Duration.ofMillis(1500));
    time.record(Duration.ofMillis(500));
    size.record(10);

    var first = read(emf, registry);
    assertThat(first).hasSize(3);
    assertThat(first)
        .allSatisfy(
            document -> {
              assertThat(document.path("Stack").asText()).isEqualTo("lab");
              assertThat(document.path("Stage").asText()).isEqualTo("test");
              var directive = document.path("_aws").path("CloudWatchMetrics").get(0);
              assertThat(directive.path("Namespace").asText()).isEqualTo("Lab/Bindery");
              assertThat(document.path("_aws").path("Timestamp").asLong())
                  .isEqualTo(NOW.toEpochMilli());
            });
    assertThat(with(first, "reason", "quiet").path("a_count").asDouble()).isEqualTo(2);
    assertThat(with(first, "reason", "count").path("a_count").asDouble()).isEqualTo(3);
    var rest = first.stream().filter(document -> !document.has("reason")).findFirst().orElseThrow();
    assertThat(rest.path("a_bytes").asDouble()).isEqualTo(4096);
    assertThat(rest.path("a_time_seconds_count").asDouble()).isEqualTo(2);
    assertThat(rest.path("a_time_seconds_sum").asDouble()).isEqualTo(2);
    assertThat(rest.path("a_time_seconds_max").asDouble()).isEqualTo(1.5);
    assertThat(rest.path("a_size_sum").asDouble()).isEqualTo(10);
    assertThat(rest.path("a_level").asDouble()).isEqualTo(7);
    assertThat(rest.has("a_unknown")).as("what nobody can tell").isFalse();
    assertThat(rest.has("not_named")).isFalse();

    count.increment(5);
    time.record(Duration.ofMillis(250));
    var second = read(emf, registry);
    assertThat(with(second, "reason", "quiet").path("a_count").asDouble()).isEqualTo(5);
    assertThat(with(second, "reason", "count").path("a_count").asDouble()).isZero();
    var later = second.stream().filter(it -> !it.has("reason")).findFirst().orElseThrow();
    assertThat(later.path("a_time_seconds_count").asDouble()).isEqualTo(1);
    assertThat(later.path("a_time_seconds_sum").asDouble()).isEqualTo(0.25);
    assertThat(later.path("a_level").asDouble()).isEqualTo(7);
  }

  @Test
  void aLineOfTheLogIsADocumentToo() throws IOException {
    registry.counter("a.count", "reason", "quiet").increment();
    var emf = new EmfLines(settings("bindery.metrics.emf { metrics = \"a.count\" }"));
    var encoder = new LogstashEncoder();
    var written = new ByteArrayOutputStream();
    var logger = (Logger) LoggerFactory.getLogger(EmfPublisher.class);
    var appender = new OutputStreamAppender<ILoggingEvent>();
    encoder.setContext(logger.getLoggerContext());
    encoder.start();
    appender.setContext(logger.getLoggerContext());
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    logger.addAppender(appender);
    try {
      emf.documents(registry, NOW).forEach(EmfPublisher::toLog);
    } finally {
      logger.detachAppender(appender);
    }
    var lines = written.toString(StandardCharsets.UTF_8).strip().lines().toList();
    assertThat(lines).hasSize(1);
    var document = json(lines.get(0));
    assertThatCloudWatchTakes(document);
    assertThat(document.path("a_count").asDouble()).isEqualTo(1);
    assertThat(document.path("reason").asText()).isEqualTo("quiet");
    assertThat(document.path("level").asText()).isEqualTo("INFO");
  }

  @Test
  void noDocumentHasMoreThanCloudWatchTakes() {
    var names = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      registry.counter("many.n" + i).increment();
      names.append(i == 0 ? "" : ",").append("many.n").append(i);
    }
    var emf = new EmfLines(settings("bindery.metrics.emf { metrics = \"%s\" }".formatted(names)));
    var documents = read(emf, registry);
    assertThat(documents).hasSize(3);
    long told =
        documents.stream()
            .mapToLong(
                document ->
                    StreamSupport.stream(
                            document
                                .path("_aws")
                                .path("CloudWatchMetrics")
                                .get(0)
                                .path("Metrics")
                                .spliterator(),
                            false)
                        .count())
            .sum();
    assertThat(told).isEqualTo(250);
  }

  @Test
  void wrongSettingsAreRefusedWithTheirPath() {
    assertThat(settings("").output()).isEqualTo(EmfSettings.Output.OFF);
    for (var wrong :
        List.of(
            "output = file",
            "output = log }, bindery.log { format = text",
            "namespace = \"AWS/Bindery\"",
            "namespace = \"\"",
            "namespace = \"a{b\"",
            "every = 0 s",
            "dimensions = \"Stack\"",
            "dimensions = \"Stack=\"",
            "dimensions = \"1=x\"",
            "dimensions = \"level=x\"",
            "dimensions = \"Ort=München\"",
            "dimensions = \"a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1\"",
            "metrics = \"Bindery Events\"")) {
      assertThatThrownBy(() -> settings("bindery.metrics.emf { " + wrong + " }"))
          .as(wrong)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("bindery.metrics.emf.");
    }
  }
}
