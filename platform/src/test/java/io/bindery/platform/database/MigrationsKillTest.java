package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Starts that end within the migrations: each is followed by one that works. */
@Tag("chaos")
class MigrationsKillTest {
  /** Enough to get into a script; a start that comes through ends the test. */
  private static final int STARTS = 6;

  private static LocalPostgres postgres;
  private static CuttingProxy proxy;

  @BeforeAll
  static void start() throws IOException {
    postgres = LocalPostgres.startTemporary();
    proxy = new CuttingProxy(postgres.host(), postgres.port());
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    postgres.close();
  }

  @Test
  void startsThatAreCutOffAnywhereAreFollowedByOneThatWorks() throws SQLException {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    create("random");
    // Flyway itself tries ten seconds long to make the table of its history.
    Migrations.flyway(behind("random")).target("001").load().migrate();
    int prelude = untouched("measured");
    for (int i = 0; i < STARTS; i++) {
      cutOff("random", prelude + 1 + random.nextInt(40), random.nextBoolean());
    }
    ends("random");
  }

  /** At each moment since which a start leaves something else behind than before. */
  @Test
  void aStartIsCutOffWheneverItHasKeptSomething() throws Exception {
    untouched("measured_kept");
    create("kept");
    Migrations.flyway(behind("kept")).target("001").load().migrate();
    int starts = cutOffWhenKept("kept", Migrations::apply);
    // One for each script at the least, or the moments were not found.
    assertThat((long) starts).isGreaterThanOrEqualTo(applied("kept") - 1);
    ends("kept");
  }

  /** That the test above can fail: on two connections, script and history are kept one by one. */
  @Test
  void onTwoConnectionsAStartThatIsCutOffIsTheLastOne() throws Exception {
    create("twice");
    Migrations.flyway(behind("twice")).target("001").load().migrate();
    assertThatThrownBy(() -> cutOffWhenKept("twice", MigrationsKillTest::onTwoConnections))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("already exists");
    proxy.cutAt(0, true);
    assertThatThrownBy(() -> Migrations.apply(behind("twice")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("already exists")
        .hasMessageContaining("the history in bindery_schema does not know it");
  }

  private static void onTwoConnections(DatabaseSettings settings) {
    Migrations.flyway(settings)
        .configuration(Map.of("flyway.postgresql.transactional.lock", "true"))
        .load()
        .migrate();
  }

  /** The same with processes that are killed, from an empty database on: a minute. */
  @Test
  @EnabledIfSystemProperty(named = "bindery.kill.each", matches = "true")
  void aProcessIsKilledWheneverItHasKeptSomething() throws Exception {
    untouched("measured_killed");
    create("killed");
    int starts = cutOffWhenKept("killed", MigrationsKillTest::inAProcess);
    System.out.println(starts + " processes killed");
    ends("killed");
  }

  private static void inAProcess(DatabaseSettings settings) throws Exception {
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MigratingProcess.class.getName(),
            settings.host(),
            Integer.toString(settings.port()),
            settings.name(),
            settings.user(),
            settings.password());
    var process = new ProcessBuilder(line).inheritIO().start();
    proxy.atTheCut(() -> process.destroyForcibly());
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue() == 0 || proxy.hasCut()).as("it fails by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A way to bring a schema up to date. */
  private interface Start {
    void run(DatabaseSettings settings) throws Exception;
  }

  /** Starts until one comes through. How many were cut off; fails as a start does that is not. */
  private static int cutOffWhenKept(String name, Start start) throws Exception {
    int starts = 0;
    for (int at = 1; ; starts++) {
      long applied = applied(name);
      proxy.cutAfterKept(at);
      try {
        start.run(behind(name));
      } catch (DatabaseException | FlywayException e) {
        if (!proxy.hasCut()) {
          throw e;
        }
      }
      if (!proxy.hasCut()) {
        return starts;
      }
      // What a start keeps before its first script it keeps each time.
      if (applied(name) == applied) {
        at++;
      }
    }
  }

  /** Each statement of each script, before and after: minutes. */
  @Test
  @EnabledIfSystemProperty(named = "bindery.kill.each", matches = "true")
  void aStartIsCutOffBeforeAndAfterEachStatement() throws SQLException {
    int prelude = untouched("measured_each");
    for (boolean before : new boolean[] {true, false}) {
      var name = "each_" + (before ? "before" : "after");
      create(name);
      int starts = 0;
      for (int at = 1; ; at++) {
        long applied = applied(name);
        starts++;
        if (!cutOff(name, at, before)) {
          break;
        }
        if (applied(name) > applied) {
          at = prelude;
        }
      }
      System.out.println(starts + " starts cut off " + (before ? "before" : "after"));
      ends(name);
    }
  }

  /** How many requests a start makes before the first script, about. */
  private static int untouched(String name) throws SQLException {
    create(name);
    Migrations.apply(behind(name));
    proxy.cutAt(0, true);
    Migrations.apply(behind(name));
    int asked = proxy.asked();
    expected = schema(name);
    return asked / 2;
  }

  private static List<String> expected;

  /** Whether the start was cut off. */
  private static boolean cutOff(String name, int at, boolean before) throws SQLException {
    proxy.cutAt(at, before);
    try {
      Migrations.apply(behind(name));
      return proxy.hasCut();
    } catch (DatabaseException e) {
      assertThat(proxy.hasCut()).as("it failed by itself: %s", e.getMessage()).isTrue();
      assertThat(e.getMessage()).contains("/" + name + " c").doesNotContain("secret");
      return true;
    }
  }

  private static void ends(String name) throws SQLException {
    proxy.cutAt(0, true);
    Migrations.apply(behind(name));
    assertThat(schema(name)).isEqualTo(expected);
  }

  private static void create(String name) throws SQLException {
    proxy.cutAt(0, true);
    texts(postgres.database(), "CREATE DATABASE " + name);
  }

  private static long applied(String name) throws SQLException {
    var there = texts(name, "SELECT to_regclass('bindery_schema')::text");
    return there.get(0) == null
        ? 0
        : Long.parseLong(texts(name, "SELECT count(*)::text FROM bindery_schema").get(0));
  }

  /** All that the scripts made, and the history. */
  private static List<String> schema(String name) throws SQLException {
    var all =
        texts(
            name,
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
                + " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1");
    all.addAll(
        texts(name, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"));
    all.addAll(
        texts(name, "SELECT script || ' ' || success FROM bindery_schema ORDER BY installed_rank"));
    return all;
  }

  private static DatabaseSettings behind(String name) {
    return new DatabaseSettings(
        "127.0.0.1",
        proxy.port(),
        name,
        postgres.user(),
        postgres.password(),
        false,
        2,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ZERO);
  }

  private static List<String> texts(String name, String sql) throws SQLException {
    var url = "jdbc:postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), name);
    try (var connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      var texts = new ArrayList<String>();
      if (statement.execute(sql)) {
        var rows = statement.getResultSet();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }
}
