package io.bindery.platform.database;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.State;
import io.bindery.platform.look.Look;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks whether the database does what a node needs of it: writes, with a right on each table. */
public final class DatabaseLook {
  private static final String READ_ONLY = "25006";

  /**
   * Fails with {@value #READ_ONLY} where nothing can be written, and so has the connection thrown
   * away; changes nothing.
   */
  private static final String WRITE = "UPDATE cluster_node SET seen_at = seen_at WHERE false";

  /**
   * The tables that the migrations made are those of the role that ran the migrations. Of the
   * server's settings, those without which what it confirmed may be lost.
   */
  private static final String RIGHTS =
      "SELECT pg_is_in_recovery(), (SELECT string_agg(DISTINCT privilege || ' on ' || relname, ',"
          + " ') FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege"
          + " WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid ="
          + " 'bindery_schema'::regclass) AND relowner = (SELECT relowner FROM pg_class WHERE oid ="
          + " 'bindery_schema'::regclass) AND relkind IN ('r', 'p') AND relname <> 'bindery_schema'"
          + " AND NOT has_table_privilege(oid, privilege)), (SELECT string_agg(name || ' = off', ', '"
          + " ORDER BY name) FROM pg_settings WHERE setting = 'off' AND name IN ('fsync',"
          + " 'full_page_writes', 'synchronous_commit'))";

  private final Tables tables;

  private DatabaseLook(Tables tables) {
    this.tables = tables;
  }

  /** How it is looked at, over the node's own connections. */
  public static Look of(ActorSystem<?> system, DatabaseSettings settings) {
    var database = new DatabaseLook(Tables.of(system));
    return new Look(dependency(settings), database::look);
  }

  /**
   * How it is looked at without a system, by a connection of its own. A schema that is not there
   * yet is no fault if it may be made.
   */
  public static Look alone(DatabaseSettings settings, Duration patience) {
    return new Look(
        dependency(settings),
        () -> CompletableFuture.supplyAsync(() -> at(settings, patience), DatabaseLook::onItsOwn));
  }

  /** It blocks for as long as the database is away, and what all share has few threads. */
  private static void onItsOwn(Runnable task) {
    var thread = new Thread(task, "database-look");
    thread.setDaemon(true);
    thread.start();
  }

  private static Finding at(DatabaseSettings settings, Duration patience) {
    try (var connection = settings.connect(patience);
        var statement = connection.createStatement()) {
      if (!isTrue(statement, "SELECT to_regclass('bindery_schema') IS NOT NULL")) {
        return isTrue(statement, "SELECT has_schema_privilege(current_schema(), 'CREATE')")
            ? Finding.up().warning("It has no tables yet: the first start makes them.")
            : Finding.denied(
                "It has no tables yet, and the role may not make any.",
                "Grant CREATE on the schema to bindery.database.user.");
      }
      Finding finding;
      try (var row = statement.executeQuery(RIGHTS)) {
        row.next();
        finding = rights(row.getBoolean(1), row.getString(2), row.getString(3));
        if (finding.state() != State.UP) {
          return finding;
        }
      }
      return isTrue(statement, "SELECT current_setting('transaction_read_only') = 'off'")
          ? finding
          : readOnly("transaction_read_only is on.");
    } catch (SQLException e) {
      return Finding.waiting(Migrations.firstLine(e), Migrations.wayOut(e));
    }
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The database as a dependency. */
  public static Dependency dependency(DatabaseSettings settings) {
    return new Dependency(
        "database",
        Kind.DATABASE,
        "bindery.database",
        settings.described(),
        Optional.empty(),
        true);
  }

  private static Finding read(Row row) {
    return rights(
        Boolean.TRUE.equals(row.get(0, Boolean.class)),
        row.get(1, String.class),
        row.get(2, String.class));
  }

  private CompletionStage<Finding> look() {
    return tables
        .select(RIGHTS, statement -> statement, DatabaseLook::read)
        .thenApply(rows -> rows.get(0))
        .thenCompose(
            finding -> tables.update(WRITE, statement -> statement).thenApply(written -> finding))
        .exceptionally(DatabaseLook::refused);
  }

  private static Finding rights(boolean standby, String missing, String unsafe) {
    if (standby) {
      return Finding.broken(
          "It is a standby, which takes no writes.", "Let bindery.database.host name the writer.");
    }
    if (missing == null) {
      return unsafe == null
          ? Finding.up()
          : Finding.up()
              .warning(
                  "It runs with %s: what it has confirmed may be lost when its machine fails. Switch it on for data that matters."
                      .formatted(unsafe));
    }
    return Finding.denied(
        "The role lacks %s.".formatted(missing),
        "Grant it, or let the role that owns the tables be bindery.database.user.");
  }

  private static Finding readOnly(String words) {
    return Finding.broken(
        "It takes no writes: " + words,
        "Is its disk full, or is it a standby now? Once it takes writes again, work goes on.");
  }

  private static Finding refused(Throwable failure) {
    var cause = Causes.of(failure);
    var state = cause instanceof R2dbcException known ? String.valueOf(known.getSqlState()) : "";
    var words = "%s (%s).".formatted(cause.getMessage(), state);
    if (state.equals(READ_ONLY)) {
      return readOnly(words);
    }
    return state.startsWith("42501")
        ? Finding.denied(words, "Grant the role its rights on the tables.")
        : Finding.waiting(words);
  }
}
