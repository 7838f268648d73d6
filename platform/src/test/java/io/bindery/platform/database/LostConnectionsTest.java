package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.State;
import io.r2dbc.spi.R2dbcException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A pool that outlives a database that takes no writes for a while, and what is said meanwhile. */
class LostConnectionsTest {
  /** It owns its tables, and is no superuser, as in production. */
  private static final String ROLE = "app";

  /** The shortest that may be set. */
  private static final Duration LIFE = Duration.ofSeconds(10);

  private static LocalPostgres postgres;
  private static ActorTestKit kit;
  private static DatabaseSettings settings;

  private final Tables tables = Tables.of(kit.system());

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    kit = kit();
    settings = DatabaseSettings.from(kit.system().settings().config());
  }

  private static ActorTestKit kit() {
    execute("CREATE ROLE app LOGIN PASSWORD 'app'");
    execute("GRANT ALL ON SCHEMA public TO app");
    var config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of(
                        "bindery.database.host",
                        postgres.host(),
                        "bindery.database.port",
                        postgres.port(),
                        "bindery.database.name",
                        postgres.database(),
                        "bindery.database.user",
                        ROLE,
                        "bindery.database.password",
                        ROLE,
                        "bindery.database.pool-size",
                        4,
                        "bindery.database.connection-life",
                        LIFE.toSeconds() + " s",
                        "bindery.database.ssl",
                        false,
                        "akka.actor.provider",
                        "local"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
    Migrations.apply(DatabaseSettings.from(config));
    return ActorTestKit.create("LostConnectionsTest", config);
  }

  @AfterEach
  void writable() {
    execute("ALTER DATABASE %s RESET default_transaction_read_only".formatted(postgres.database()));
    execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO app");
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    postgres.close();
  }

  private static void execute(String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Finding look() {
    return DatabaseLook.of(kit.system(), settings)
        .once(Duration.ofSeconds(10))
        .toCompletableFuture()
        .join();
  }

  private CompletableFuture<Long> write() {
    return tables
        .update("UPDATE cluster_node SET seen_at = seen_at", statement -> statement)
        .toCompletableFuture();
  }

  /** Every connection of the pool is one that was made while nothing could be written. */
  private void allReadOnly() {
    execute(
        "ALTER DATABASE %s SET default_transaction_read_only = on".formatted(postgres.database()));
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
            .formatted(ROLE));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        IntStream.range(0, 4)
                            .mapToObj(
                                i ->
                                    tables
                                        .select(
                                            "SELECT current_setting('transaction_read_only'),"
                                                + " pg_sleep(0.05)",
                                            statement -> statement,
                                            row -> row.get(0, String.class))
                                        .toCompletableFuture())
                            .toList()
                            .stream()
                            .flatMap(rows -> rows.join().stream()))
                    .containsExactly("on", "on", "on", "on"));
  }

  /** The Postgres of tests flushes nothing, and whoever runs so in earnest is warned. */
  private static void assertUp(Finding finding) {
    assertThat(finding.state()).isEqualTo(State.UP);
    assertThat(finding.words()).isEmpty();
    assertThat(finding.warnings())
        .singleElement()
        .asString()
        .contains("fsync = off", "synchronous_commit = off");
  }

  @Test
  void writesComeBackWithoutAnybodyEndingASession() {
    assertThat(look().state()).isEqualTo(State.UP);
    allReadOnly();
    assertThatThrownBy(write()::join).hasMessageContaining("read-only transaction");
    var finding = look();
    assertThat(finding.state()).isEqualTo(State.BROKEN);
    assertThat(finding.told()).contains("It takes no writes").contains("disk full");

    execute("ALTER DATABASE %s RESET default_transaction_read_only".formatted(postgres.database()));
    await().untilAsserted(() -> assertUp(look()));
    // Not one of the connections of before is left: each write finds a good one.
    for (int i = 0; i < 20; i++) {
      assertThat(write().join()).isZero();
    }
  }

  /** As a restart of the server does it: every session is told that it ends, again and again. */
  @Test
  void sessionsThatAreEndedAgainAndAgainAreReplaced() {
    for (int round = 0; round < 20; round++) {
      var asked = IntStream.range(0, 8).mapToObj(i -> write()).toList();
      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(ROLE));
      for (var one : asked) {
        var failure = one.handle((done, thrown) -> Optional.ofNullable(thrown)).join();
        failure.ifPresent(
            thrown -> assertThat(Causes.of(thrown)).isInstanceOf(R2dbcException.class));
      }
      await().ignoreExceptions().untilAsserted(() -> assertThat(write().join()).isZero());
    }
    assertUp(look());
  }

  /** A name that leads to another server is followed, though the old one goes on. */
  @Test
  void connectionsAreReplacedWhenTheirLifeIsOver() {
    var first = sessions();
    await()
        .atMost(LIFE.multipliedBy(6))
        .untilAsserted(() -> assertThat(sessions()).doesNotContainAnyElementsOf(first));
    assertUp(look());
  }

  /** The sessions of all connections of the pool. */
  private Set<Integer> sessions() {
    var asked =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    tables
                        .select(
                            "SELECT pg_backend_pid(), pg_sleep(0.05)",
                            statement -> statement,
                            row -> row.get(0, Integer.class))
                        .toCompletableFuture())
            .toList();
    return asked.stream().flatMap(rows -> rows.join().stream()).collect(Collectors.toSet());
  }

  @Test
  void aRightThatIsMissingOnOneTableIsNamed() {
    execute("REVOKE DELETE ON event_journal FROM app");
    var finding = look();
    assertThat(finding.state()).isEqualTo(State.DENIED);
    assertThat(finding.told()).contains("The role lacks DELETE on event_journal.");
    execute("GRANT DELETE ON event_journal TO app");
    assertUp(look());
  }

  @Test
  void withoutASystemTheSameIsSeen() {
    var alone = DatabaseLook.alone(settings, Duration.ofSeconds(10));
    assertUp(alone.once(Duration.ofSeconds(10)).toCompletableFuture().join());
    execute(
        "ALTER DATABASE %s SET default_transaction_read_only = on".formatted(postgres.database()));
    assertThat(alone.once(Duration.ofSeconds(10)).toCompletableFuture().join().state())
        .isEqualTo(State.BROKEN);
  }
}
