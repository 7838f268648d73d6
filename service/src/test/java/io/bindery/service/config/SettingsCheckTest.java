package io.bindery.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.RouterSettings;
import io.bindery.service.http.HttpSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {
  private static final List<Consumer<Config>> READERS =
      List.of(
          DatabaseSettings::from,
          AwsSettings::from,
          RouterSettings::from,
          PackagerSettings::from,
          HttpSettings::from);

  private static final String QUEUES =
      """
      bindery.router.queue { url = "https://h/a", dead-letter-url = "https://h/b" }
      bindery.packager.queue { url = "https://h/c", dead-letter-url = "https://h/d" }
      """;

  private static Config settings(String text) {
    return ConfigLoader.load(Optional.empty(), ConfigFactory.parseString(text), Map.of());
  }

  @Test
  void nothingIsWrong() {
    SettingsCheck.all(settings(QUEUES), READERS);
  }

  @Test
  void allThatIsWrongIsToldTogether() {
    var wrong =
        QUEUES
            + """
              bindery.database { port = 0, pool-size = many }
              bindery.http { port = 99999, host = 0.0.0.0 }
              bindery.router.queue.long-poll = 3
              bindery.router.buckets = [
                { name = one, trigger { count = 0, quiet = none } }
                { name = two, prefix-depth = 99 }
                { name = three, preset = novaseq }
              ]
              bindery.packager.policies = [{ bucket = one, preset = miseq }]
              bindery.packager.bytes-in-flight = much
              """;
    assertThatThrownBy(() -> SettingsCheck.all(settings(wrong), READERS))
        .isInstanceOf(SettingsException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage().lines().skip(1))
                    .extracting(line -> line.strip().split(" ", -1)[0])
                    .containsExactlyInAnyOrder(
                        "bindery.database.port",
                        "bindery.database.pool-size",
                        "bindery.http.port",
                        "bindery.http.host",
                        "bindery.router.queue.long-poll",
                        "bindery.router.buckets[0].trigger.count",
                        "bindery.router.buckets[0].trigger.quiet",
                        "bindery.router.buckets[1].prefix-depth",
                        "bindery.router.buckets[2].preset",
                        "bindery.packager.policies[0].preset",
                        "bindery.packager.bytes-in-flight"));
  }

  @Test
  void oneThatIsWrongIsToldAsEver() {
    assertThatThrownBy(
            () -> SettingsCheck.all(settings(QUEUES + "bindery.http.port = -1"), READERS))
        .hasMessage(
            "bindery.http.port = -1 is not allowed: it must be a whole number from 0 to 65535.");
  }
}
