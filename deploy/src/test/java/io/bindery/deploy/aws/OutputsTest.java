package io.bindery.deploy.aws;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The outputs whose names begin with Bindery are settings, by the names of their variables. */
class OutputsTest {
  private static final Pattern TWIN = Pattern.compile("= \\$\\{\\?(BINDERY_[A-Z0-9_]+)}");

  /** What names something outside of the node, and what is then to be said by whom. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "BINDERY_(DATABASE|ROUTER|PACKAGER|EXCHANGE|CANARY|AWS)_.*"
              + "(HOST|USER|PASSWORD|URL|ARN|BUS|BUCKET|BUCKETS|BUCKET_NAMES|SOURCES|REGISTRIES|REGION)");

  /** Those that are no outputs, and why. */
  private static final Map<String, String> NO_OUTPUT =
      Map.of(
          "BINDERY_DATABASE_PASSWORD", "in the secret that DatabaseSecretArn names",
          "BINDERY_ROUTER_SOURCES_PACKAGER_QUEUE_URL", "that of bindery.packager.queue.url",
          "BINDERY_ROUTER_ON_UNKNOWN_BUCKET", "names nothing",
          "BINDERY_PACKAGER_WORKFLOWS_SCHEMA_BUCKETS", "sources and registries may be read anyway",
          "BINDERY_PACKAGER_NOTICES_CATALOG_URL", "a catalog is nothing of the stack",
          "BINDERY_EXCHANGE_QUOTAS_ACCESS_ENTRIES", "names nothing");

  @Test
  void eachIsASetting() throws IOException {
    assertThat(variables(Template.shipped().outputs().keySet())).isSubsetOf(twins());
  }

  @Test
  void whatNamesSomethingOutsideIsAnOutput() throws IOException {
    var outside =
        twins().stream()
            .filter(twin -> OUTSIDE.matcher(twin).matches())
            .collect(toCollection(TreeSet::new));

    var given = variables(Template.shipped().outputs().keySet());
    assertThat(outside).hasSizeGreaterThan(15);
    outside.removeAll(given);
    assertThat(NO_OUTPUT.keySet()).doesNotContainAnyElementsOf(given);
    assertThat(NO_OUTPUT.keySet()).containsAll(outside);
  }

  static Stream<Map<String, String>> theServiceTakesThem() {
    return Stream.of(
        Stacks.LEAST,
        Stacks.EVERYTHING,
        Stacks.with(Stacks.EVERYTHING, Map.of("AnnounceMode", "live")),
        Stacks.with(Stacks.EVERYTHING, Map.of("AnnounceMode", "live", "PackageBy", "nothing")),
        Stacks.with(Stacks.LEAST, Map.of("Canary", "on", "BucketThresholdEventCount", "0")));
  }

  @ParameterizedTest
  @MethodSource
  void theServiceTakesThem(Map<String, String> parameters) {
    var environment = new HashMap<String, String>();
    new Stack(Template.shipped(), parameters)
        .outputs()
        .forEach(
            (name, value) -> {
              if (name.startsWith("Bindery")) {
                environment.put(variable(name), value);
              }
            });

    environment.put("BINDERY_DATABASE_PASSWORD", "correct-horse");
    var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), environment);
    BinderyService.check(config);

    assertThat(config.getString("bindery.router.queue.url")).endsWith("/EventQueue");
    assertThat(config.getString("bindery.database.host")).startsWith("Database.");
  }

  @Test
  void parametersOfEventDrivenPackagingMeanWhatTheyMeantThere() {
    var outputs =
        new Stack(
                Template.shipped(),
                Stacks.with(
                    Stacks.LEAST,
                    Map.of(
                        "BucketIgnorePrefixes", "raw/*, scratch/*",
                        "BucketPrefixDepth", "3",
                        "BucketThresholdDuration", "60",
                        "BucketThresholdEventCount", "5")))
            .outputs();
    var environment = new TreeMap<String, String>();
    outputs.forEach((name, value) -> environment.put(variable(name), value));
    var policy =
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty(), environment)
            .getConfig("bindery.router.default-policy");

    assertThat(policy.getString("ignore-prefixes")).isEqualTo("raw/*, scratch/*");
    assertThat(policy.getInt("prefix-depth")).isEqualTo(3);
    assertThat(policy.getDuration("trigger.quiet")).hasSeconds(60);
    assertThat(policy.getInt("trigger.count")).isEqualTo(5);
  }

  @Test
  void quiltsNamesOfThePackagersQueueAreThere() {
    assertThat(new Stack(Template.shipped(), Stacks.LEAST).outputs())
        .containsEntry("PackagerQueueArn", "arn:aws:sqs:us-east-1:111122223333:PackagerQueue")
        .containsEntry(
            "PackagerQueueUrl", "https://sqs.us-east-1.amazonaws.com/111122223333/PackagerQueue");
  }

  private static Set<String> variables(Iterable<String> outputs) {
    var variables = new TreeSet<String>();
    for (var name : outputs) {
      if (name.startsWith("Bindery")) {
        variables.add(variable(name));
      }
    }
    return variables;
  }

  /** {@code BinderyRouterQueueUrl} is {@code BINDERY_ROUTER_QUEUE_URL}, as docs/eks.md does it. */
  static String variable(String output) {
    return output.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static Set<String> twins() throws IOException {
    return TWIN.matcher(Files.readString(Template.FOLDER.resolveSibling("config/application.conf")))
        .results()
        .map(found -> found.group(1))
        .collect(toCollection(TreeSet::new));
  }
}
