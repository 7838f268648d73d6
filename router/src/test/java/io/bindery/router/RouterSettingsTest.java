package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterSettingsTest {
  private static final String QUEUES =
      """
      bindery.router.queue { url = "http://q/1", dead-letter-url = "http://q/2" }
      """;

  @Test
  void defaultsWatchNothing() {
    var settings = RouterSettings.from(config(""));
    assertThat(settings.policies().buckets()).isEmpty();
    assertThat(settings.policies().of("any")).isEmpty();
    assertThat(settings.policies().trigger("any", "a/b/"))
        .isEqualTo(new Trigger(20, Duration.ofMinutes(5)));
    assertThat(settings.announce().source()).isEqualTo("com.quiltdata.edp");
    assertThat(settings.announce().detailType()).isEqualTo("package-objects-ready");
    assertThat(settings.batch().snapshotEvery()).isEqualTo(100);
    assertThat(settings.sweepInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void bucketsTakeFromTheDefaultPolicyWhatTheyDoNotSay() {
    var policies =
        RouterSettings.from(
                config(
                    """
                    bindery.router {
                      default-policy { ignore-prefixes = "raw/*, scratch/*", trigger.count = 7 }
                      buckets = [
                        { name = "one", prefix-depth = 3, trigger { quiet = 10 minutes } }
                        { name = "two", ignore-prefixes = [] }
                      ]
                      bucket-names = "three, four"
                    }
                    """))
            .policies();
    assertThat(policies.buckets()).containsOnlyKeys("one", "two", "three", "four");
    var one = policies.of("one").orElseThrow();
    assertThat(one.prefixDepth()).isEqualTo(3);
    assertThat(one.trigger()).isEqualTo(new Trigger(7, Duration.ofMinutes(10)));
    assertThat(one.ignorePrefixes().texts()).containsExactly("raw/*", "scratch/*");
    assertThat(policies.of("two").orElseThrow().ignorePrefixes().texts()).isEmpty();
    assertThat(policies.of("three").orElseThrow().prefixDepth()).isEqualTo(2);
    assertThat(policies.trigger("four", "")).isEqualTo(new Trigger(7, Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "buckets = [{name = a}, {name = a}] | buckets[1] = a: this bucket has a policy already",
        "buckets = [{name = a}], bucket-names = a | bucket-names = a: this bucket has a policy",
        "buckets = [{}] | buckets[0].name is not set",
        "buckets = [{name = a, prefix-dept = 3}] | buckets[0].prefix-dept = 3: there is no such",
        "buckets = [{name = a, trigger.count = 0}] | buckets[0].trigger.count = 0 is not allowed",
        "buckets = [{name = a, trigger.quiet = 1 ms}] | buckets[0].trigger.quiet = \"1 ms\" is not",
        "buckets = [{name = a, ignore-prefixes = \"/raw\"}] | buckets[0].ignore-prefixes = \"/raw\"",
        "default-policy.prefix-depth = 65 | default-policy.prefix-depth = 65 is not allowed",
        "queue.url = \"\" | queue.url is not set",
        "batch.announce-retry-max = 1 ms | batch.announce-retry-max = \"1 ms\" is not allowed",
        "sweep.limit = 0 | sweep.limit = 0 is not allowed",
      })
  void wrongValuesAreNamed(String text, String message) {
    var config = config("bindery.router { " + text + " }");
    assertThatThrownBy(() -> RouterSettings.from(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("bindery.router." + message);
  }

  private static Config config(String text) {
    return ConfigFactory.parseString(text)
        .withFallback(ConfigFactory.parseString(QUEUES))
        .withFallback(ConfigFactory.load())
        .resolve();
  }
}
