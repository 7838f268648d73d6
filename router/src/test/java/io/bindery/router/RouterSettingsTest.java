package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.policy.PlainPolicies;
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
        .isEqualTo(PlainPolicies.trigger(20, Duration.ofMinutes(5)));
    assertThat(settings.announce().source()).isEqualTo("com.quiltdata.edp");
    assertThat(settings.announce().detailType()).isEqualTo("package-objects-ready");
    assertThat(settings.batch().snapshotEvery()).isEqualTo(100);
    assertThat(settings.sweepInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aWholeBucketIsNotPackagedWithWhatIsIgnored() {
    assertThatThrownBy(
            () ->
                RouterSettings.from(
                    config(
                        """
                        bindery.router.buckets = [{ name = "one", root = package, ignore-prefixes = "raw/*" }]
                        """)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("root")
        .hasMessageContaining("ignore-prefixes = [raw/*]");
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
    assertThat(one.trigger()).isEqualTo(PlainPolicies.trigger(7, Duration.ofMinutes(10)));
    assertThat(one.ignorePrefixes().texts()).containsExactly("raw/*", "scratch/*");
    assertThat(policies.of("two").orElseThrow().ignorePrefixes().texts()).isEmpty();
    assertThat(policies.of("three").orElseThrow().prefixDepth()).isEqualTo(2);
    assertThat(policies.trigger("four", ""))
        .isEqualTo(PlainPolicies.trigger(7, Duration.ofMinutes(5)));
  }

  @Test
  void overridesTakeFromTheirBucketWhatTheyDoNotSay() {
    var policies =
        RouterSettings.from(
                config(
                    """
                    bindery.router {
                      default-policy.trigger.max-age = 1 hour
                      buckets = [{
                        name = "lab"
                        trigger { count = 7, marker = ["_SUCCESS", "*Complete.txt"], settle = 30 s }
                        overrides = [
                          { prefix = "instrument-a/**", prefix-depth = 3, trigger.count = off }
                          { prefix = "instrument-b", trigger { quiet = 10 s, combine = all } }
                        ]
                      }]
                      on-unknown-bucket = default-policy
                    }
                    """))
            .policies();
    var first = policies.trigger("lab", "instrument-a/x/y/");
    assertThat(first.count()).isEmpty();
    assertThat(first.quiet()).contains(Duration.ofMinutes(5));
    assertThat(first.maxAge()).contains(Duration.ofHours(1));
    assertThat(first.marker().patterns()).containsExactly("_SUCCESS", "*Complete.txt");
    assertThat(first.settle()).isEqualTo(Duration.ofSeconds(30));
    var second = policies.trigger("lab", "instrument-b/x/");
    assertThat(second.count()).contains(7);
    assertThat(second.combine()).isEqualTo(Trigger.Combine.ALL);
    assertThat(policies.of("unknown").orElseThrow().bucket()).isEqualTo("unknown");
    assertThat(policies.trigger("unknown", "a/").count()).contains(20);
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
        "buckets = [{name = a, trigger {count = off, quiet = off}}] | buckets[0].trigger = nothing:"
            + " count, quiet, max-age and marker are all off, so no batch would ever close",
        "buckets = [{name = a, trigger {count = off, quiet = off, max-age = 1 h, combine = all}}] |"
            + " buckets[0].trigger.combine = all: count, quiet and marker are all off, so there is",
        "buckets = [{name = a, trigger.min-count = 21}] | buckets[0].trigger.min-count = 21:"
            + " count = 20 closes a batch before it has as many; make min-count at most 20",
        "buckets = [{name = a, trigger {quiet = off, min-count = 2}}] |"
            + " buckets[0].trigger.min-count = 2: it keeps quiet time from closing",
        "buckets = [{name = a, trigger.max-age = 299 s}] | buckets[0].trigger.max-age = 299 s: a"
            + " batch would always reach it before it has been quiet for 300 s; make max-age",
        "buckets = [{name = a, trigger.combine = both}] | buckets[0].trigger.combine = both is not"
            + " allowed: it must be one of any, all",
        "buckets = [{name = a, trigger.count = no}] | buckets[0].trigger.count = \"no\" is not"
            + " allowed: it must be a whole number from 1 to 10000000, or off",
        "buckets = [{name = a, trigger.marker = \"a, /b\"}] | buckets[0].trigger.marker = \"a, /b\"",
        "buckets = [{name = a, overrides = [{prefix = \"a/b/**\", prefix-depth = 1}]}] |"
            + " buckets[0].overrides[0].prefix-depth = 1: the prefix a/b/** has 2 folders, so one",
        "buckets = [{name = a, overrides = [{prefix = \"a/**/b\"}]}] |"
            + " buckets[0].overrides[0].prefix = \"a/**/b\" is not allowed",
        "buckets = [{name = a, overrides = [{prefix-depth = 1}]}] |"
            + " buckets[0].overrides[0].prefix is not set",
        "buckets = [{name = a, overrides = [{prefix = a, trigger.cuont = 1}]}] |"
            + " buckets[0].overrides[0].trigger.cuont = 1: there is no such setting",
        "on-unknown-bucket = maybe | on-unknown-bucket = maybe is not allowed",
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
