package io.bindery.service.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.router.RouterSettings;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A canary that could never come through stops the start. */
class CanaryCheckTest {
  private static Config config(String more) {
    return ConfigLoader.load(
        Optional.empty(),
        ConfigFactory.parseString(more)
            .withFallback(
                ConfigFactory.parseString(
                    """
                    bindery.router {
                      bucket-names = [lab, silent]
                      queue { url = "http://host/n", dead-letter-url = "http://host/nd" }
                    }
                    bindery.packager {
                      sources = [lab], registries = [lab, curated]
                      queue { url = "http://host/p", dead-letter-url = "http://host/pd" }
                    }
                    bindery.canary.bucket = lab
                    """)));
  }

  private static void refused(String more, String message) {
    var config = config(more);
    assertThatThrownBy(() -> BinderyService.check(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatLetsItThroughIsAllowed() {
    BinderyService.check(config(""));
    BinderyService.check(config("bindery.canary.registry = curated"));
    BinderyService.check(config("bindery.canary.bucket = \"\""));
  }

  @Test
  void whatCanNeverLetItThroughIsRefusedByItsSetting() {
    refused("bindery.canary.bucket = other", "bindery.canary.bucket = other: it is not watched");
    refused(
        "bindery.canary.bucket = silent",
        "bindery.canary.bucket = silent: the packager may not read it");
    refused(
        "bindery.packager.registries = [curated]",
        "bindery.canary.bucket = lab: the packager may not write to it");
    refused(
        "bindery.canary.registry = other",
        "bindery.canary.registry = other: the packager may not write to it");
    refused(
        "bindery.router.default-policy.ignore-prefixes = [\"bindery-canary/*\"]",
        "bindery.canary.prefix = bindery-canary/: the policy of bucket lab ignores it");
    refused(
        "bindery.router.announce { mode = shadow, shadow-bus = beside }",
        "bindery.router.announce.mode is shadow");
    for (var prefix : new String[] {"/", ".bindery/", "a*/", "canary", "/a/", "a//"}) {
      refused("bindery.canary.prefix = \"%s\"".formatted(prefix), "bindery.canary.prefix = ");
    }
    refused("bindery.canary.package = canary", "bindery.canary.package = ");
    refused("bindery.canary { every = 10 s }", "bindery.canary.late-after = 900 s");
    refused("bindery.canary { late-after = 5 s }", "bindery.canary.quiet = 10000 ms");
    refused("bindery.canary.every = 0 s", "bindery.canary.every = ");
  }

  @Test
  void itsFoldersAreBatchesAndPackagesOfTheirOwnWhateverPoliciesSay() {
    var config =
        config(
            """
            bindery.router {
              bucket-names = []
              buckets = [{
                name = lab, prefix-depth = 0, count-deletes = on, trigger { count = 1000, quiet = off }
                overrides = [{ prefix = "bindery-canary/**", prefix-depth = 5, trigger.quiet = 1 hour }]
              }]
            }
            bindery.packager {
              notices { topic-arn = "arn:aws:sns:us-east-1:111122223333:told", success = on }
              policies = [{ bucket = lab, package-name = "users/all", enhance.readme = on }]
            }
            """);
    var policy = RouterSettings.from(config).policies().of("lab").orElseThrow();
    var key = "bindery-canary/one/canary.json";
    assertThat(policy.prefixOf(key)).isEqualTo("bindery-canary/one/");
    assertThat(policy.triggerOf("bindery-canary/one/").quiet()).contains(Duration.ofSeconds(10));
    assertThat(policy.countsDeletes(key)).isFalse();
    assertThat(policy.countsDeletes("users/a.txt")).isTrue();
    assertThat(policy.prefixOf("users/a.txt")).isEmpty();

    var policies = PackagerSettings.from(config).policies();
    var folder = new SourceFolder("lab", "bindery-canary/one/");
    var defaults = policies.defaults(Instant.EPOCH);
    assertThat(defaults.name(folder).value()).isEqualTo("bindery/canary");
    assertThat(defaults.name(new SourceFolder("curated", "bindery-canary/one/")).value())
        .isNotEqualTo("bindery/canary");
    assertThat(policies.enhancements(folder).readme()).isEmpty();
    // Whoever packages the whole bucket has no files that are gone in an hour.
    assertThat(policies.excluding(new SourceFolder("lab", ""), key)).contains("bindery-canary");
    assertThat(policies.excluding(new SourceFolder("lab", ""), "bindery-canary.txt")).isEmpty();
    assertThat(policies.excluding(folder, key)).isEmpty();
  }
}
