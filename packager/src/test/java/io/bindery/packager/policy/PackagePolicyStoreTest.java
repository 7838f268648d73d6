package io.bindery.packager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.Tables;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.ChangeSummary;
import io.bindery.platform.versioned.Origin;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.json.JsonForm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Package policies of run time, on two nodes with one database. */
class PackagePolicyStoreTest {
  private static LocalPostgres postgres;
  private static Node one;
  private static Node two;

  private record Node(
      ActorSystem<Void> system, PackagePolicies policies, PackagePolicyStore store) {
    static Node start() {
      var config = config();
      var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
      var policies = PackagePolicies.from(Settings.at(config, "bindery.packager"));
      return new Node(system, policies, PackagePolicyStore.start(system, policies));
    }

    /** What a package of the folder is called. */
    String name(String bucket, String prefix) {
      return policies.defaults(Instant.EPOCH).name(new SourceFolder(bucket, prefix)).value();
    }

    void stop() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @BeforeAll
  static void start() {
    postgres = MigratedPostgres.start();
    one = Node.start();
    two = Node.start();
  }

  @AfterAll
  static void stop() {
    one.stop();
    two.stop();
    postgres.close();
  }

  @Test
  void policiesAreInForceHereAtOnceAndOnTheOtherNodeWithinTwoSeconds() {
    assertThat(one.name("lab", "runs/7/")).isEqualTo("configured/7");
    join(
        one.store()
            .set(
                "lab",
                List.of(
                    Map.of("prefix", "runs/**", "package-name", "set/{segment.-1}"),
                    Map.of("package-name", "other/{segment.-1}")),
                OptionalLong.of(0),
                "ada"));
    assertThat(one.name("lab", "runs/7/")).isEqualTo("set/7");
    assertThat(one.name("lab", "x/7/")).isEqualTo("other/7");
    assertThat(one.name("beside", "x/7/")).isEqualTo("beside/7");
    await().atMost(Duration.ofSeconds(2)).until(() -> two.name("lab", "runs/7/").equals("set/7"));
    var later = Node.start();
    assertThat(later.name("lab", "runs/7/")).isEqualTo("set/7");
    later.stop();

    assertThat(join(two.store().remove("lab", OptionalLong.of(1), "bob")))
        .isInstanceOf(ChangeOutcome.Changed.class);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> one.name("lab", "runs/7/").equals("configured/7"));
    assertThat(join(one.store().history("lab", Optional.empty(), 10)).items())
        .extracting(ChangeSummary::version, ChangeSummary::changedBy)
        .containsExactly(tuple(2L, "bob"), tuple(1L, "ada"));
    assertThat(join(one.store().of("lab")).source()).isEqualTo(Origin.CONFIGURATION);
    assertThat(join(one.store().remove("lab", OptionalLong.empty(), "bob")))
        .isEqualTo(new ChangeOutcome.NotSet<>());
  }

  @Test
  void noPoliciesAreNotTheConfigurations() {
    join(one.store().set("beside", List.of(), OptionalLong.empty(), "ada"));
    assertThat(one.name("beside", "x/7/")).isEqualTo("x/7");
    join(one.store().remove("beside", OptionalLong.empty(), "ada"));
  }

  @Test
  void ofChangesThatExpectTheSameVersionOneIsTaken() {
    var outcomes =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    (i % 2 == 0 ? one : two)
                        .store()
                        .set("raced", List.of(), OptionalLong.of(0), "actor-" + i))
            .map(PackagePolicyStoreTest::join)
            .toList();
    assertThat(outcomes).filteredOn(ChangeOutcome.Changed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new ChangeOutcome.OtherVersion<>(1)::equals).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({
    "package-name, {nothing},  policies[0].package-name",
    "prefx,        runs/**,    policies[0].prefx",
    "bucket,       elsewhere,  policies[0].bucket",
    "ignore-file,  svn,        policies[0].ignore-file",
    "hash-ahead,   perhaps,    policies[0].hash-ahead",
    "match,        '(((((x{1,1000}){1,1000}){1,1000})))', policies[0].match",
    "match,        '((a{0,100}){0,100}){0,100}/(?P<g>b)/', at most 10000 are allowed",
    "match,        '((a*)*', policies[0].match",
    "registry,     elsewhere, policies[0].registry = \"elsewhere\" is not allowed: it must be the name alone",
    "workflow,     'not one', policies[0].workflow",
    "package-name, no-slash,  policies[0].package-name",
    "commit-message, '{segment}', policies[0].commit-message",
  })
  void whatIsNotAllowedIsRefused(String key, String value, String field) {
    assertThatThrownBy(
            () -> one.store().set("lab", List.of(Map.of(key, value)), OptionalLong.empty(), "ada"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(field);
  }

  @Test
  void numbersOfMetadataAreKeptExactly() throws FieldException {
    var json =
        "{\"big\": 123456789012345678901234567890, \"edge\": 9223372036854775808, \"fraction\": 1.0,"
            + " \"large\": 1e+20, \"list\": [-9223372036854775809, {\"a\": 0.1}], \"none\": null, \"one\": 1}";
    var metadata = JsonFields.parse(json, "").values();
    join(
        one.store()
            .set("exact", List.of(Map.of("metadata", metadata)), OptionalLong.empty(), "ada"));
    assertThat(metadata(one)).isEqualTo(json);
    // Read of the table.
    var later = Node.start();
    assertThat(metadata(later)).isEqualTo(json);
    assertThat(join(later.store().of("exact")).policies())
        .containsExactly(Map.of("metadata", metadata));
    later.stop();
  }

  private static String metadata(Node node) {
    var folder = new SourceFolder("exact", "x/");
    var description =
        PackageDescription.parse(
            "{\"source_prefix\": \"s3://exact/x/\", \"package_name\": \"a/b\"}");
    return JsonForm.FILE.toText(
        node.policies()
            .metadata(folder)
            .template()
            .orElseThrow()
            .fill(node.policies().values(description, folder)));
  }

  /** Without it, packages would go to another registry under another name. */
  @Test
  void oneThatIsStoredAndCanNeverWorkStaysInForce() {
    plant(
        "stuck", "{\"policies\": [{\"registry\": \"elsewhere\", \"package-name\": \"no-slash\"}]}");
    var later = Node.start();
    assertThat(join(later.store().of("stuck")).broken()).isEmpty();
    assertThat(later.policies().defaults(Instant.EPOCH).registry(new SourceFolder("stuck", "x/")))
        .isEqualTo("elsewhere");
    later.stop();
  }

  /** As an earlier build, with other bounds, or somebody's hand may have left them. */
  @Test
  void storedOnesThatCannotBeUsedAreSetAsideAndTheOthersAreInForce() {
    plant(
        "hostile",
        "{\"policies\": [{\"match\": \"((a{0,100}){0,100}){0,100}/(?P<g>b)/\","
            + " \"package-name\": \"x/{group.g}\"}]}");
    plant("heavy", "{\"policies\": [{\"match\": \"(((((x{1,1000}){1,1000}){1,1000})))\"}]}");
    plant("odd", "{\"policies\": 7}");
    plant("garbled", "{\"policies\": ");
    plant("sound", "{\"policies\": [{\"package-name\": \"sound/{segment.-1}\"}]}");
    var three = Node.start();
    try {
      assertThat(three.name("sound", "x/7/")).isEqualTo("sound/7");
      assertThat(three.name("hostile", "a".repeat(40) + "/b/")).isEqualTo("a".repeat(40) + "/b");
      assertThat(join(three.store().of("sound")).broken()).isEmpty();
      assertThat(join(three.store().of("hostile")).broken().orElseThrow())
          .contains("policies[0].match", "at most 10000 are allowed");
      assertThat(join(three.store().of("heavy")).broken().orElseThrow())
          .contains("at most 10000 are allowed");
      assertThat(join(three.store().of("odd")).broken()).isPresent();
      assertThat(join(three.store().of("garbled")).broken()).isPresent();
      assertThat(join(three.store().history("garbled", Optional.empty(), 5)).items()).hasSize(1);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> one.name("sound", "x/7/").equals("sound/7"));
      join(three.store().set("hostile", List.of(), OptionalLong.of(1), "ada"));
      assertThat(join(three.store().of("hostile")).broken()).isEmpty();
    } finally {
      three.stop();
    }
  }

  private static void plant(String bucket, String policies) {
    var tables = Tables.of(one.system());
    join(
        tables.update(
            "INSERT INTO package_policy VALUES ($1, 1, $2, 'an earlier build', now())",
            statement -> statement.bind(0, bucket).bind(1, policies)));
    join(
        tables.update(
            "UPDATE package_policy_revision SET revision = revision + 1", statement -> statement));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseString(
                """
                bindery.packager.policies = [
                  { bucket = lab, prefix = "runs/**", package-name = "configured/{segment.-1}" }
                  { bucket = beside, package-name = "beside/{segment.-1}" }
                ]
                bindery.database { host = "%s", port = %d, name = "%s", user = "%s", password = "%s",
                  ssl = off, pool-size = 4 }
                bindery.cluster.port = 0
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                """
                    .formatted(
                        postgres.host(),
                        postgres.port(),
                        postgres.database(),
                        postgres.user(),
                        postgres.password()))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
  }
}
