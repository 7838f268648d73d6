package io.bindery.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import io.bindery.platform.settings.Settings;
import io.bindery.router.policy.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path directory;

  @Test
  void aSectionAndASettingAreNotTakenForEachOther() throws IOException {
    var file = Files.createTempFile("bindery", ".conf");
    try {
      Files.writeString(file, "bindery.router = 5");
      assertThatThrownBy(() -> ConfigLoader.load(Optional.of(file)))
          .isInstanceOf(ConfigFileException.class)
          .hasMessage(
              "Configuration file %s gives bindery.router a value, but it is a section: write its"
                  + " settings in braces.",
              file);
      Files.writeString(file, "bindery.router.buckets { name = lab }");
      assertThatThrownBy(() -> ConfigLoader.load(Optional.of(file)))
          .isInstanceOf(ConfigFileException.class)
          .hasMessage(
              "Configuration file %s sets bindery.router.buckets.name, but bindery.router.buckets"
                  + " is no section: write it as config/application.conf does.",
              file);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void theUsersFileStandsAboveTheShippedOne() throws IOException {
    var config = ConfigLoader.load(file("bindery.database.port = 6432"));
    assertThat(config.getInt("bindery.database.port")).isEqualTo(6432);
    assertThat(config.getInt("akka.persistence.r2dbc.connection-factory.port")).isEqualTo(6432);
    assertThat(config.getString("bindery.database.name")).isEqualTo("bindery");
  }

  @Test
  void theEnvironmentStandsAboveTheUsersFile() throws IOException {
    var config =
        ConfigLoader.load(
            file("bindery.database.port = 6432"),
            ConfigFactory.empty(),
            Map.of("BINDERY_DATABASE_PORT", "7432", "BINDERY_CLUSTER_SEED_NODES", "a:1,b:2"));
    assertThat(config.getInt("bindery.database.port")).isEqualTo(7432);
    assertThat(config.getString("bindery.cluster.seed-nodes")).isEqualTo("a:1,b:2");
  }

  @Test
  void theParametersOfEventDrivenPackagingAreUnderstood() throws IOException {
    var theirs =
        Map.of(
            "BUCKET_NAME", "lab-data",
            "BUCKET_IGNORE_PREFIXES", "raw/*, scratch/*",
            "BUCKET_PREFIX_DEPTH", "3",
            "BUCKET_THRESHOLD_DURATION", "120",
            "BUCKET_THRESHOLD_EVENT_COUNT", "50",
            "EVENT_BUS_NAME", "lab-bus");
    var config =
        ConfigLoader.load(
            file("bindery.router.default-policy.trigger.quiet = 7 s"),
            ConfigFactory.empty(),
            theirs);
    var router = config.getConfig("bindery.router");
    assertThat(router.getString("announce.bus")).isEqualTo("lab-bus");
    var policies = Policies.from(Settings.at(config, "bindery.router"));
    var policy = policies.of("lab-data").orElseThrow();
    assertThat(policy.ignorePrefixes().texts()).containsExactly("raw/*", "scratch/*");
    assertThat(policy.prefixDepth()).isEqualTo(3);
    assertThat(policy.trigger().count()).contains(50);
    assertThat(policy.trigger().quiet()).contains(Duration.ofMinutes(2));
  }

  @Test
  void binderysOwnVariablesWinOverThose() throws IOException {
    var both =
        Map.of(
            "BUCKET_THRESHOLD_DURATION",
            "120",
            "BINDERY_ROUTER_DEFAULT_POLICY_TRIGGER_QUIET",
            "2 minutes",
            "BUCKET_PREFIX_DEPTH",
            "3",
            "BINDERY_ROUTER_DEFAULT_POLICY_PREFIX_DEPTH",
            "4");
    var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), both);
    assertThat(config.getString("bindery.router.default-policy.trigger.quiet"))
        .isEqualTo("2 minutes");
    assertThat(config.getInt("bindery.router.default-policy.prefix-depth")).isEqualTo(4);
  }

  @Test
  void aDurationOfTheirsWithAUnitStaysAsItIs() throws IOException {
    var theirs = Map.of("BUCKET_THRESHOLD_DURATION", "5 minutes", "BUCKET_NAME", " ");
    var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), theirs);
    assertThat(config.getDuration("bindery.router.default-policy.trigger.quiet"))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(config.getList("bindery.router.bucket-names")).isEmpty();
  }

  @Test
  void aMisspeltKeyIsRefusedWithTheNearestOne() throws IOException {
    var file = file("bindery.databse.port = 6432");
    assertThatThrownBy(() -> ConfigLoader.load(file))
        .isInstanceOf(ConfigFileException.class)
        .hasMessage(
            "Configuration file %s sets bindery.databse.port, which does not exist."
                    .formatted(file.orElseThrow())
                + " The nearest setting is bindery.database.port.");
  }

  @Test
  void aFileThatIsNotThereOrNotHoconIsNamed() throws IOException {
    assertThatThrownBy(() -> ConfigLoader.load(Optional.of(directory.resolve("no.conf"))))
        .hasMessageContaining("no.conf is not there or not readable");
    var broken = file("bindery { port = ");
    assertThatThrownBy(() -> ConfigLoader.load(broken)).hasMessageContaining("my.conf: 1:");
  }

  /** ADR 4: each setting is written with its comment above and its twin below. */
  @Test
  void everyShippedSettingHasACommentAndItsTwin() throws IOException {
    String text;
    try (var stream = ConfigLoader.class.getResourceAsStream("/application.conf")) {
      text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    var settings = new ArrayList<String>();
    leaves("bindery", ConfigFactory.parseString(text).resolve().getObject("bindery"), settings);
    assertThat(settings).hasSizeGreaterThan(20);
    for (var path : settings) {
      var key = path.substring(path.lastIndexOf('.') + 1);
      var twin = key + " = ${?" + ConfigLoader.twin(path) + "}";
      boolean listOfSections =
          path.equals("bindery.router.buckets")
              || path.equals("bindery.packager.policies")
              || path.equals("bindery.packager.file-gateway.shares")
              || path.equals("bindery.router.sources.custom")
              || path.equals("bindery.router.default-policy.overrides");
      assertThat(text).as(path).containsPattern("(?m)^ *#.*\\n *" + key + " = ");
      assertThat(listOfSections || text.contains(twin)).as("%s has its twin", path).isTrue();
    }
  }

  private static void leaves(String path, ConfigObject object, List<String> found) {
    object.forEach(
        (key, value) -> {
          if (value.valueType() == ConfigValueType.OBJECT) {
            leaves(path + "." + key, (ConfigObject) value, found);
          } else {
            found.add(path + "." + key);
          }
        });
  }

  private Optional<Path> file(String text) throws IOException {
    return Optional.of(Files.writeString(directory.resolve("my.conf"), text));
  }
}
