package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.router.RouterSettings;
import io.bindery.service.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user sets wins, or is refused by name: for each key that {@code up} sets. */
class LaptopSettingsTest {
  private static final BatchRule NO_RULE =
      new BatchRule(Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir Path directory;

  @Test
  void withoutAnythingItIsFitForTryingOut() {
    var settings = settings(options(""), Map.of());
    assertThat(settings.watched()).containsExactly("lab");
    assertThat(settings.httpPort()).isEqualTo(8080);
    var config = config(settings, Map.of());
    assertThat(texts(config, "bindery.router", "bucket-names")).containsExactly("lab");
    assertThat(texts(config, "bindery.packager", "sources")).containsExactly("lab");
    assertThat(texts(config, "bindery.packager", "registries")).containsExactly("lab");
    assertThat(config.getString("bindery.router.announce.bus")).isEqualTo("bindery");
    assertThat(config.getString("bindery.router.on-unknown-bucket")).isEqualTo("ignore");
    assertThat(LaptopSettings.rule(config))
        .isEqualTo("prefix depth 2; a batch closes at 1000 keys or after 5 s of quiet");
    assertThat(RouterSettings.from(config)).isNotNull();
  }

  @Test
  void aRegistryThatNobodyWatchesTellsNothing() {
    var settings =
        settings(
            options(
                "bindery.router.bucket-names = [seen], bindery.packager.sources = [seen, asked],"
                    + " bindery.packager.registries = [seen, quarantine],"
                    + " bindery.exchange.manifest-buckets = [manifests]"),
            Map.of());
    assertThat(settings.buckets()).contains("seen", "asked", "quarantine", "manifests");
    assertThat(settings.telling()).containsExactlyInAnyOrder("seen", "asked", "manifests");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bindery.router.on-unknown-bucket | reject | BINDERY_ROUTER_ON_UNKNOWN_BUCKET | reject",
        "bindery.packager.sources | [theirs] | BINDERY_PACKAGER_SOURCES | theirs",
        "bindery.packager.registries | [theirs] | BINDERY_PACKAGER_REGISTRIES | theirs",
        "bindery.packager.spool-directory | /x | BINDERY_PACKAGER_SPOOL_DIRECTORY | /x",
        "bindery.packager.events.bus | theirs | BINDERY_PACKAGER_EVENTS_BUS | theirs",
        "bindery.router.announce.bus | theirs | BINDERY_ROUTER_ANNOUNCE_BUS | theirs",
        "bindery.router.announce.bus | default | EVENT_BUS_NAME | default",
        "bindery.router.default-policy.prefix-depth | 3 | BUCKET_PREFIX_DEPTH | 3",
        "bindery.router.default-policy.trigger.count | 7 | BUCKET_THRESHOLD_EVENT_COUNT | 7",
        "bindery.router.default-policy.trigger.quiet | 7 s | BUCKET_THRESHOLD_DURATION | 7",
        "bindery.router.default-policy.ignore-prefixes | [raw] | BUCKET_IGNORE_PREFIXES | raw",
        "bindery.router.bucket-names | [theirs] | BUCKET_NAME | theirs",
        "bindery.http.host | localhost | BINDERY_HTTP_HOST | localhost",
        "bindery.http.port | 9999 | BINDERY_HTTP_PORT | 9999"
      })
  void whatTheUserSetsWins(String path, String inFile, String variable, String inEnvironment) {
    for (var user :
        List.of(
            Map.entry(path + " = " + quoted(inFile), Map.<String, String>of()),
            Map.entry("", Map.of(variable, inEnvironment)),
            // The environment is above the file.
            Map.entry(path + " = " + quoted(wrong(inFile)), Map.of(variable, inEnvironment)))) {
      var settings = settings(options(user.getKey()), user.getValue());
      var config = config(settings, user.getValue());
      assertThat(config.getValue(path).unwrapped().toString().replaceAll("[\\[\\]]", ""))
          .as("%s", user)
          .isIn(inFile.replaceAll("[\\[\\]]", ""), inEnvironment + " s", inEnvironment);
    }
  }

  @Test
  void bucketsThatAreNamedInAnyWayAreMadeAndWatched() {
    assertThat(settings(options(""), Map.of("BUCKET_NAME", "edp")).watched())
        .containsExactly("edp");
    var named = "bindery.router.buckets = [{name = mine, prefix-depth = 1}]";
    var settings = settings(options(named), Map.of());
    assertThat(settings.watched()).containsExactly("mine");
    assertThat(texts(config(settings, Map.of()), "bindery.packager", "sources"))
        .containsExactly("mine");
    var both = settings(options(named, "mine", "other"), Map.of("BUCKET_NAME", "edp"));
    assertThat(both.watched()).containsExactlyInAnyOrder("mine", "other", "edp");
    assertThat(texts(config(both, Map.of("BUCKET_NAME", "edp")), "bindery.router", "bucket-names"))
        .containsExactlyInAnyOrder("other", "edp");
    assertThat(settings(options("bindery.packager.registries = [curated]"), Map.of()).buckets())
        .containsExactlyInAnyOrder("lab", "curated");
  }

  @Test
  void optionsOfTheCommandLineAreAboveTheEnvironment() {
    var environment =
        Map.of("BUCKET_PREFIX_DEPTH", "3", "BUCKET_THRESHOLD_EVENT_COUNT", "7", "BUCKET_NAME", "x");
    var options =
        new Laptop.Options(
            directory,
            0,
            OptionalInt.of(1234),
            1,
            List.of("mine"),
            new BatchRule(Optional.of(4), Optional.empty(), Optional.of(Duration.ofSeconds(9))),
            file("bindery.http.port = 1"),
            false);
    var settings = settings(options, environment);
    assertThat(settings.httpPort()).isEqualTo(1234);
    assertThat(LaptopSettings.rule(config(settings, environment)))
        .isEqualTo("prefix depth 4; a batch closes at 7 keys or after 9 s of quiet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bindery.database.host",
        "bindery.database.port",
        "bindery.database.name",
        "bindery.database.user",
        "bindery.database.password",
        "bindery.database.ssl",
        "bindery.aws.endpoint",
        "bindery.aws.region",
        "bindery.cluster.host",
        "bindery.cluster.port",
        "bindery.cluster.seed-nodes",
        "bindery.router.queue.url",
        "bindery.router.queue.dead-letter-url",
        "bindery.packager.queue.url",
        "bindery.packager.queue.dead-letter-url"
      })
  void whatBelongsToTheEmbeddedPartsIsRefusedByName(String path) {
    var variable = path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    assertThatThrownBy(() -> settings(options(""), Map.of(variable, "1")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(path + " (set by " + variable + "): 'up' brings its own")
        .hasMessageContaining("bindery serve");
  }

  @Test
  void allThatIsRefusedIsToldAtOnceAndABusElsewhereIsToo() {
    assertThatThrownBy(
            () ->
                settings(
                    options(
                        "bindery.database.host = db, bindery.router.announce.bus = "
                            + "\"arn:aws:events:eu-west-1:111122223333:event-bus/x\""),
                    Map.of("BINDERY_CLUSTER_PORT", "1")))
        .hasMessageContaining("bindery.database.host (set by " + directory)
        .hasMessageContaining("bindery.cluster.port (set by BINDERY_CLUSTER_PORT)")
        .hasMessageContaining("event-bus/x' is the name of none");
    var own = "arn:aws:events:us-east-1:000000000000:event-bus/mine";
    assertThat(settings(options(""), Map.of("EVENT_BUS_NAME", own)).announceBus())
        .isEqualTo("mine");
  }

  /** The usual variables of the AWS tools say where those tools go, not where 'up' does. */
  @Test
  void theAwsToolsOwnVariablesDoNoHarm() {
    var environment =
        Map.of("AWS_REGION", "eu-west-1", "AWS_ENDPOINT_URL", "https://elsewhere.example");
    assertThat(
            config(settings(options(""), environment), environment)
                .getString("bindery.aws.endpoint"))
        .isEqualTo("http://127.0.0.1:1");
  }

  private Laptop.Options options(String userSettings, String... buckets) {
    return new Laptop.Options(
        directory,
        0,
        OptionalInt.empty(),
        1,
        List.of(buckets),
        NO_RULE,
        userSettings.isEmpty() ? Optional.empty() : file(userSettings),
        false);
  }

  private Optional<Path> file(String text) {
    try {
      return Optional.of(Files.writeString(directory.resolve("my.conf"), text));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LaptopSettings settings(Laptop.Options options, Map<String, String> environment) {
    return LaptopSettings.of(options, environment);
  }

  private static Config config(LaptopSettings settings, Map<String, String> environment) {
    return settings.with(settings.overrides(LaptopSettings.Parts.unknown()), environment);
  }

  private static List<String> texts(Config config, String section, String key) {
    return Settings.at(config, section).texts(key);
  }

  private static String quoted(String value) {
    return value.startsWith("[") ? value : "\"" + value + "\"";
  }

  private static String wrong(String value) {
    return value.startsWith("[") ? "[wrong]" : value.matches("\\d+.*") ? "11" + value : "wrong";
  }
}
