package io.bindery.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingSettingsTest {
  private static TracingSettings read(String settings) {
    return TracingSettings.from(
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseResources("application.conf"))
            .resolve());
  }

  @Test
  void asShippedNoSpanIsMade() {
    var shipped = read("");
    assertThat(shipped.endpoint()).isEmpty();
    assertThat(shipped.headers()).isEmpty();
    assertThat(shipped.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(shipped.sampling()).isEqualTo(1);
    assertThat(shipped.serviceName()).isEqualTo("bindery");
  }

  @Test
  void allCanBeSet() {
    var set =
        read(
            """
            bindery.telemetry {
              otlp { endpoint = "https://c.example/otlp", queue-size = 5
                headers = "Authorization=Bearer%20a+b%3D, x-team = lab" }
              sampling = 0.05
            }
            """);
    assertThat(set.endpoint()).contains(URI.create("https://c.example/otlp"));
    assertThat(set.headers()).isEqualTo(Map.of("Authorization", "Bearer a+b=", "x-team", "lab"));
    assertThat(set.queueSize()).isEqualTo(5);
    assertThat(set.sampling()).isEqualTo(0.05);
    assertThat(set.toString()).doesNotContain("Bearer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "otlp.endpoint|localhost:4318|an address",
        "otlp.endpoint|grpc://c:4317|an address",
        "otlp.endpoint|http://u:s3cr3t@c:4318|must have no user",
        "otlp.endpoint|http://c:4318?key=s3cr3t|must have no user",
        "otlp.headers|s3cr3t|name=value",
        "otlp.headers|a b=s3cr3t|name=value",
        "otlp.headers|a=%zzs3cr3t|name=value",
        "otlp.headers|a=s3cr3t%0d%0ab|name=value",
        "otlp.headers|a=|name=value",
        "otlp.timeout|10|a duration",
        "otlp.timeout|1 hour|60 s",
        "otlp.queue-size|0|from 1 to 1000000",
        "sampling|1.5|from 0.0 to 1.0",
        "sampling|-1|from 0.0 to 1.0",
        "sampling|NaN|from 0.0 to 1.0",
        "sampling|often|from 0.0 to 1.0",
        "service-name||a text"
      })
  void whatIsWrongIsNamedWithTheWayOut(String key, String value, String allowed) {
    var text = value == null ? "" : value;
    assertThatThrownBy(() -> read("bindery.telemetry.%s = \"%s\"".formatted(key, text)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bindery.telemetry." + key)
        .hasMessageContaining(allowed)
        .message()
        .doesNotContain("s3cr3t");
  }
}
