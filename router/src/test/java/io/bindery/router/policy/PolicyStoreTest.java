package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.ChangeSummary;
import io.bindery.platform.versioned.Origin;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
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

/** Policies of run time, on two nodes with one database. */
class PolicyStoreTest {
  private static final Map<String, Object> DEEP = Map.of("prefix-depth", 4);

  private static LocalPostgres postgres;
  private static Node one;
  private static Node two;

  private record Node(ActorSystem<Void> system, PolicyRegistry registry, PolicyStore store) {
    static Node start() {
      var config = config();
      var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
      var registry = new PolicyRegistry(Policies.from(Settings.at(config, "bindery.router")));
      return new Node(system, registry, PolicyStore.start(system, registry));
    }

    int depth(String bucket) {
      return registry.current().of(bucket).orElseThrow().prefixDepth();
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
  void aChangeIsInForceHereAtOnceAndOnTheOtherNodeWithinTwoSeconds() {
    var changed = set(one, "in-file", DEEP, OptionalLong.empty(), "ada");
    assertThat(one.depth("in-file")).isEqualTo(4);
    await().atMost(Duration.ofSeconds(2)).until(() -> two.depth("in-file") == 4);
    var view = ((ChangeOutcome.Changed<PolicyView>) changed).view();
    assertThat(view.source()).isEqualTo(Origin.API);
    assertThat(view.policy()).isEqualTo(DEEP);
    assertThat(view.effective()).containsEntry("prefix-depth", 4).containsKey("trigger");
    assertThat(view.changedBy()).contains("ada");
    remove(two, "in-file");
    assertThat(two.depth("in-file")).isEqualTo(3);
    await().atMost(Duration.ofSeconds(2)).until(() -> one.depth("in-file") == 3);
    assertThat(get(one.store().of("in-file")))
        .returns(Origin.CONFIGURATION, PolicyView::source)
        .returns(view.version() + 1, PolicyView::version)
        .returns(Map.of("prefix-depth", 3), PolicyView::policy);
  }

  @Test
  void aBucketThatTheConfigurationDoesNotNameIsWatchedWhileItHasAPolicy() {
    assertThat(one.registry().current().of("new-one")).isEmpty();
    set(one, "new-one", Map.of(), OptionalLong.of(0), "ada");
    assertThat(one.depth("new-one")).isEqualTo(2);
    assertThat(get(one.store().buckets(Optional.empty(), 100)).items())
        .extracting(PolicyView::bucket)
        .contains("in-file", "by-name", "new-one");
    remove(one, "new-one");
    assertThat(one.registry().current().of("new-one")).isEmpty();
    assertThat(get(one.store().buckets(Optional.empty(), 100)).items())
        .extracting(PolicyView::bucket)
        .doesNotContain("new-one");
    assertThat(get(one.store().remove("new-one", OptionalLong.empty(), "ada")))
        .isEqualTo(new ChangeOutcome.NotSet<>());
    assertThat(get(one.store().history("new-one", Optional.empty(), 10)).items())
        .extracting(ChangeSummary::version)
        .containsExactly(2L, 1L);
  }

  @Test
  void onlyTheLastChangesOfABucketAreKept() throws SQLException {
    set(one, "busy", DEEP, OptionalLong.of(0), "ada");
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO bucket_policy (bucket, version, policy, changed_by, changed_at)
          SELECT 'busy', n, '{}', 'ada', now() FROM generate_series(2, 1000) AS n
          """);
    }
    set(one, "busy", DEEP, OptionalLong.of(1000), "ada");
    assertThat(get(one.store().history("busy", Optional.empty(), 1000)).items())
        .extracting(ChangeSummary::version)
        .hasSize(200)
        .startsWith(1001L)
        .endsWith(802L);
  }

  @Test
  void aChangeOfAnotherVersionIsRefused() {
    set(one, "versioned", DEEP, OptionalLong.of(0), "ada");
    assertThat(set(two, "versioned", Map.of(), OptionalLong.of(0), "bob"))
        .isEqualTo(new ChangeOutcome.OtherVersion<>(1));
    assertThat(get(two.store().remove("versioned", OptionalLong.of(7), "bob")))
        .isEqualTo(new ChangeOutcome.OtherVersion<>(1));
  }

  @Test
  void ofChangesAtOnceThatExpectOneVersionOneIsTaken() {
    var outcomes =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    (i % 2 == 0 ? one : two)
                        .store()
                        .set("raced", Map.of("prefix-depth", i), OptionalLong.of(0), "w" + i)
                        .toCompletableFuture())
            .toList();
    assertThat(outcomes.stream().map(PolicyStoreTest::get))
        .filteredOn(ChangeOutcome.Changed.class::isInstance)
        .hasSize(1);
    assertThat(get(one.store().history("raced", Optional.empty(), 10)).items()).hasSize(1);
  }

  @Test
  void whatIsNotAllowedIsToldAsForTheConfiguration() {
    assertThatThrownBy(() -> one.store().set("bad", Map.of("prefix-depth", 99), ANY, "ada"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "policy.prefix-depth = 99 is not allowed: it must be a whole number from 0 to 64.");
    assertThatThrownBy(() -> one.store().set("bad", Map.of("prefixdepth", 1), ANY, "ada"))
        .hasMessageStartingWith("policy.prefixdepth = 1: there is no such setting; there are ");
    assertThatThrownBy(() -> one.store().set("bad", Map.of("name", "other"), ANY, "ada"))
        .hasMessage("policy.name = other: the policy is for bucket bad; leave the name out.");
    assertThat(get(one.store().history("bad", Optional.empty(), 10)).items()).isEmpty();
  }

  @Test
  void aNodeStartsWithWhatIsStored() {
    set(one, "lasting", DEEP, OptionalLong.empty(), "ada");
    var third = Node.start();
    try {
      assertThat(third.depth("lasting")).isEqualTo(4);
    } finally {
      third.stop();
    }
  }

  @Test
  void storedOnesThatCannotBeUsedAreSetAsideAndTheOthersAreInForce() throws SQLException {
    plant("deep-one", "{\"prefix-depth\": 99}");
    plant("odd-one", "{\"trigger\": 7}");
    plant("garbled-one", "{\"prefix-depth\": ");
    plant("in-file", "{\"prefix-depth\": \"many\"}");
    plant("sound-one", "{\"prefix-depth\": 5}");
    var third = Node.start();
    try {
      assertThat(third.depth("sound-one")).isEqualTo(5);
      // That of the configuration stands.
      assertThat(third.depth("in-file")).isEqualTo(3);
      assertThat(third.registry().current().of("deep-one")).isEmpty();
      assertThat(get(third.store().of("sound-one")).broken()).isEmpty();
      assertThat(get(third.store().of("deep-one")).broken().orElseThrow())
          .contains("prefix-depth = 99", "from 0 to 64");
      for (var bucket : List.of("odd-one", "garbled-one", "in-file")) {
        assertThat(get(third.store().of(bucket)).broken()).as(bucket).isPresent();
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> one.registry().current().of("sound-one").isPresent());
      remove(third, "in-file");
      assertThat(get(third.store().of("in-file")).broken()).isEmpty();
    } finally {
      third.stop();
    }
  }

  /** As an earlier build wrote it, or somebody by hand. */
  private static void plant(String bucket, String policy) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var insert =
            connection.prepareStatement(
                "INSERT INTO bucket_policy SELECT ?, coalesce(max(version), 0) + 1, ?, 'somebody',"
                    + " now() FROM bucket_policy WHERE bucket = ?");
        var told = connection.createStatement()) {
      insert.setString(1, bucket);
      insert.setString(2, policy);
      insert.setString(3, bucket);
      insert.execute();
      told.execute("UPDATE policy_revision SET revision = revision + 1");
    }
  }

  private static final OptionalLong ANY = OptionalLong.empty();

  private static ChangeOutcome<PolicyView> set(
      Node node, String bucket, Map<String, Object> policy, OptionalLong expected, String who) {
    return get(node.store().set(bucket, policy, expected, who));
  }

  private static void remove(Node node, String bucket) {
    assertThat(get(node.store().remove(bucket, OptionalLong.empty(), "ada")))
        .isInstanceOf(ChangeOutcome.Changed.class);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseMap(
                Map.ofEntries(
                    Map.entry("bindery.database.host", postgres.host()),
                    Map.entry("bindery.database.port", postgres.port()),
                    Map.entry("bindery.database.name", postgres.database()),
                    Map.entry("bindery.database.user", postgres.user()),
                    Map.entry("bindery.database.password", postgres.password()),
                    Map.entry("bindery.database.ssl", false),
                    Map.entry("bindery.database.pool-size", 4),
                    Map.entry("bindery.cluster.port", 0),
                    Map.entry(
                        "bindery.router.buckets",
                        List.of(Map.of("name", "in-file", "prefix-depth", 3))),
                    Map.entry("bindery.router.bucket-names", "by-name"),
                    Map.entry("akka.cluster.jmx.multi-mbeans-in-same-jvm", true)))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
  }
}
