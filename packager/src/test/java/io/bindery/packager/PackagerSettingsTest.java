package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackagerSettingsTest {
  private static Config config(String extra) {
    return ConfigFactory.parseString(
            extra
                + "\nbindery.packager.queue { url = \"http://localhost/q\","
                + " dead-letter-url = \"http://localhost/d\" }")
        .withFallback(ConfigFactory.parseResources("application.conf"))
        .resolve();
  }

  @Test
  void theDefaultsAllowNothingAndBoundEverything() {
    var settings = PackagerSettings.from(config(""));

    assertThat(settings.buckets().sources()).isEmpty();
    assertThat(settings.buckets().registries()).isEmpty();
    assertThat(settings.eventBus()).isEqualTo("default");
    assertThat(settings.spoolDirectory()).isEmpty();
    assertThat(settings.assembly().allowEmpty()).isFalse();
    assertThat(settings.assembly().reads().bytes()).isEqualTo(256L << 20);
    assertThat(settings.limits().retry().attempts()).isEqualTo(10);
    assertThat(settings.limits().idle()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void bucketsAreAListOrOneText() {
    var settings =
        PackagerSettings.from(
            config(
                "bindery.packager { sources = \"a, b\", registries = [c], spool-directory = /tmp/x"
                    + " }"));

    assertThat(settings.buckets().sources()).containsExactlyInAnyOrder("a", "b");
    assertThat(settings.buckets().registries()).containsExactly("c");
    assertThat(settings.spoolDirectory()).contains(Path.of("/tmp/x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jobs-at-once|0",
        "objects-at-once|1001",
        "parts-at-once|0",
        "bytes-in-flight|1 MiB",
        "checksums|[SHA256]",
        "checksums|\"\"",
        "hashing|copy",
        "scratch-bucket|\"\", hashing = s3-copy",
        "copy-from|-1",
        "retry.attempts|0",
        "retry.first|1 ms",
        "retry.longest|2 days",
        "hash-ahead.waiting|0",
        "hash-ahead.parallel|65",
        "waiting-jobs|0",
        "linger|0 s",
        "sweep-interval|10 ms",
        "events.bus|\"\"",
        "allow-empty|maybe",
        "descriptions|lax",
        "workflows.max-config|100 B",
        "workflows.max-schema|1 GiB",
        "workflows.time-limit|0 s",
      })
  void aWrongValueIsNamed(String key, String value) {
    assertThatThrownBy(
            () -> PackagerSettings.from(config("bindery.packager { " + key + " = " + value + " }")))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e -> assertThat(e.path()).isEqualTo("bindery.packager." + key));
  }
}
