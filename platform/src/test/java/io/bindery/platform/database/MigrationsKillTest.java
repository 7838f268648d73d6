package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Starts that end within the migrations: each is followed by one that works. */
class MigrationsKillTest {
  /** Enough to get into a script; a start that comes through ends the test. */
  private static final int STARTS = 12;

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
