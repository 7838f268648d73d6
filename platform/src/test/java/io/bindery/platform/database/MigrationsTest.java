package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
  /** A database with the schema of today; others are copies of it. */
  private static final String MIGRATED = "migrated";

  private static LocalPostgres postgres;

  @BeforeAll
  static void start() throws SQLException {
    postgres = LocalPostgres.startTemporary();
    Migrations.apply(created(MIGRATED));
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void nodesThatStartAtOnceMigrateOnce() throws Exception {
    var database = created("at_once");
    int nodes = 4;
    var together = new CyclicBarrier(nodes);
    try (var threads = new Threads(nodes)) {
      var starts =
          IntStream.range(0, nodes)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            awaitAll(together);
                            Migrations.apply(database);
                          },
                          threads.executor()))
              .toList();
      CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    }
    assertThat(texts(database, "SELECT version FROM bindery_schema WHERE success"))
        .doesNotHaveDuplicates()
        .contains("001", "002");
    assertThat(texts(database, "SELECT count(*)::text FROM event_journal")).containsExactly("0");
  }

  /**
   * Versions that databases in use may have: a new migration needs a higher one than all of them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"021", "030", "037"})
  void aSchemaOfAnEarlierVersionIsBroughtUp(String version) throws Exception {
    var database = created("earlier_" + version);
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db/migration")
        .table("bindery_schema")
        .target(version)
        .load()
        .migrate();
    Migrations.apply(database);
    assertThat(texts(database, "SELECT count(*)::text FROM bindery_schema WHERE success"))
        .containsExactly(String.valueOf(migrations()));
  }

  private static int migrations() throws IOException {
    var folder =
        Path.of(System.getProperty("bindery.root"), "platform/src/main/resources/db/migration");
    try (var files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  @Test
  void aSchemaOfANewerVersionIsLeftAlone() throws Exception {
    var database = migrated("newer");
    execute(
        database,
        "INSERT INTO bindery_schema (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success)"
            + " VALUES (99999, '99999', 'future', 'SQL', 'V99999__future.sql', 'x', 1, true)");
    assertThatThrownBy(() -> Migrations.apply(database))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("has migrations that this Bindery does not have: V99999__future.sql")
        .hasMessageContaining("Start the Bindery that made them, or use another database.");
  }

  @Test
  void aBuildBetweenTwoVersionsIsNamed() throws Exception {
    var database = migrated("between");
    execute(database, "UPDATE bindery_schema SET checksum = 1 WHERE version IN ('010', '030')");
    assertThatThrownBy(() -> Migrations.apply(database))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("other versions of the migrations V010__batches.sql, V030__event_")
        .hasMessageContaining("Start the Bindery that made it, or use another database.");
    execute(
        database,
        "UPDATE bindery_schema SET version = '019', script = 'V019__batches.sql'"
            + " WHERE version = '010'");
    assertThatThrownBy(() -> Migrations.apply(database))
        .hasMessageContaining("that this Bindery does not have: V019__batches.sql");
  }

  /** What a start of an earlier build that was stopped has left, for which there is a way out. */
  @Test
  void tablesWithoutHistoryAreNamedWithTheWayOut() throws Exception {
    var database = migrated("torn");
    execute(database, "DELETE FROM bindery_schema WHERE version = '043'");
    assertThatThrownBy(() -> Migrations.apply(database))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("V043__gateway_errors.sql")
        .hasMessageContaining("already exists")
        .hasMessageContaining("the history in bindery_schema does not know it")
        .hasMessageContaining("restore a backup");
  }

  @Test
  void aDatabaseThatTakesNoWritesIsNamedSo() throws Exception {
    var database = created("frozen");
    Migrations.flyway(database).target("037").load().migrate();
    execute(database, "ALTER DATABASE frozen SET default_transaction_read_only = on");
    assertThatThrownBy(() -> Migrations.apply(database))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("read-only transaction")
        .hasMessageContaining("The database takes no writes");
  }

  /** A room's new migration may have a lower number than another room's. */
  @Test
  void aMigrationBelowTheNewestIsStillApplied() throws Exception {
    var database = migrated("below");
    execute(database, "DROP TABLE object_checksum");
    execute(database, "DELETE FROM bindery_schema WHERE version = '021'");
    Migrations.apply(database);
    assertThat(texts(database, "SELECT count(*)::text FROM object_checksum")).containsExactly("0");
  }

  @Test
  void aServerThatDoesNotAnswerIsNamed() throws IOException {
    int port = Ports.free();
    var settings =
        new DatabaseSettings(
            "127.0.0.1",
            port,
            "bindery",
            "bindery",
            "secret",
            false,
            2,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(600));
    assertThatThrownBy(() -> Migrations.apply(settings))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("bindery@127.0.0.1:%d/bindery cannot be used".formatted(port))
        .hasMessageContaining("Check bindery.database.host")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anUnknownDatabaseIsToldAtOnce() {
    var settings = settings("absent", Duration.ofMinutes(10));
    assertThatThrownBy(() -> Migrations.apply(settings))
        .hasMessageContaining("database \"absent\" does not exist");
  }

  /** However long a start would wait for a server. */
  @Test
  void aMissingPasswordIsToldAtOnce() {
    var settings = with("", false);
    assertThatThrownBy(() -> Migrations.apply(settings))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the password is an empty string")
        .hasMessageContaining("Set bindery.database.password");
  }

  @Test
  void aWrongPasswordIsToldAtOnceAndNotShown() {
    var settings = with("not-the-secret", false);
    assertThatThrownBy(() -> Migrations.apply(settings))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("password authentication failed")
        .hasMessageContaining("bindery.database.host, port, name, user, password")
        .hasMessageNotContaining("not-the-secret");
  }

  @Test
  void aServerWithoutTlsIsToldAtOnceWithTheSetting() {
    var settings = with(postgres.password(), true);
    assertThatThrownBy(() -> Migrations.apply(settings))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("does not support SSL")
        .hasMessageContaining("bindery.database.ssl = off");
  }

  private static DatabaseSettings with(String password, boolean ssl) {
    return new DatabaseSettings(
        postgres.host(),
        postgres.port(),
        postgres.database(),
        postgres.user(),
        password,
        ssl,
        2,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofHours(1));
  }

  private static DatabaseSettings created(String name) throws SQLException {
    execute(settings(postgres.database(), Duration.ZERO), "CREATE DATABASE " + name);
    return settings(name, Duration.ofSeconds(10));
  }

  private static DatabaseSettings migrated(String name) throws SQLException {
    execute(
        settings(postgres.database(), Duration.ZERO),
        "CREATE DATABASE %s TEMPLATE %s".formatted(name, MIGRATED));
    return settings(name, Duration.ofSeconds(10));
  }

  private static DatabaseSettings settings(String name, Duration timeout) {
    return new DatabaseSettings(
        postgres.host(),
        postgres.port(),
        name,
        postgres.user(),
        postgres.password(),
        false,
        2,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        timeout);
  }

  private static void execute(DatabaseSettings database, String sql) throws SQLException {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> texts(DatabaseSettings database, String sql) throws SQLException {
    var texts = new java.util.ArrayList<String>();
    try (var connection = connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static java.sql.Connection connect(DatabaseSettings database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  private static void awaitAll(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private record Threads(java.util.concurrent.ExecutorService executor) implements AutoCloseable {
    Threads(int count) {
      this(Executors.newFixedThreadPool(count));
    }

    @Override
    public void close() {
      executor.shutdown();
    }
  }
}
