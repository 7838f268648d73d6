package io.bindery.platform.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to this version. Flyway holds a Postgres advisory lock while it works, so
 * several nodes may start at once: one migrates, the others wait and find nothing to do.
 */
public final class Migrations {
  /** Also what the driver says of a server without TLS, and of a password that is not set. */
  private static final String REJECTED = "08004";

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  /** What takes a connection and says nothing is no server, or none that works. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int WITHOUT_END = -1;

  private static final int VALIDATION_SECONDS = 5;
  private static final String CONNECTION_FAILURE = "08006";

  private Migrations() {}

  /**
   * Waits for the server, then applies what is missing. Each script and its row of the history are
   * one transaction on one connection: a start that ends at any moment has done all of it or
   * nothing.
   *
   * @throws DatabaseException if the server does not answer within the start timeout, refuses the
   *     login, cannot be written to, or holds a schema that is newer than this program or made by a
   *     build between two versions
   */
  public static void apply(DatabaseSettings settings) {
    awaitServer(settings);
    var flyway = flyway(settings).load();
    try {
      SchemaCheck.refuseForeign(settings, flyway.info());
      log.info("database schema: brought up to date, once no other node is at it");
      int applied = flyway.migrate().migrationsExecuted;
      if (applied > 0) {
        log.info("database schema: {} migrations applied", applied);
      }
    } catch (FlywayException e) {
      throw SchemaCheck.failed(settings, e);
    }
  }

  static FluentConfiguration flyway(DatabaseSettings settings) {
    return Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .locations("classpath:db/migration")
        .table("bindery_schema")
        // Each room has a range of numbers of its own, so a new one may be below another's.
        .outOfOrder(true)
        // However long the one that migrates takes: an index of a large table takes minutes.
        .lockRetryCount(WITHOUT_END)
        // A node that vanishes while it migrates must not keep the lock from the others.
        .initSql(ServerSide.SET_KEEPALIVE)
        // With a lock that ends with its transaction, Flyway needs a second connection, and commits
        // scripts on the one and their history on the other.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
  }

  private static void awaitServer(DatabaseSettings settings) {
    var deadline = Instant.now().plus(settings.startTimeout());
    for (boolean first = true; ; first = false) {
      try (var connection = settings.connect(PATIENCE)) {
        if (connection.isValid(VALIDATION_SECONDS)) {
          return;
        }
        throw new SQLTransientConnectionException("the server does not answer", CONNECTION_FAILURE);
      } catch (SQLException e) {
        if (!mayPass(e) || Instant.now().isAfter(deadline)) {
          throw new DatabaseException(
              "Database %s cannot be used: %s %s"
                  .formatted(settings.described(), firstLine(e), wayOut(e)),
              e);
        }
        if (first) {
          log.info("waiting for database {}: {}", settings.described(), firstLine(e));
        }
        pause();
      }
    }
  }

  /**
   * Connection refused or broken (class 08), or the server is just starting or stopping (57P). Not
   * if the server takes no connection of this kind: without TLS, or without a password.
   */
  private static boolean mayPass(SQLException e) {
    var state = e.getSQLState() == null ? "" : e.getSQLState();
    return (state.startsWith("08") && !state.equals(REJECTED)) || state.startsWith("57P");
  }

  /** What to do about a connection that is refused. */
  static String wayOut(SQLException e) {
    var message = String.valueOf(e.getMessage());
    if (message.contains("does not support SSL")) {
      return "Give the server TLS; or, where nobody can listen on the way to it, set"
          + " bindery.database.ssl = off (BINDERY_DATABASE_SSL=off).";
    }
    if (message.contains("no password was provided")
        || message.contains("the password is an empty string")) {
      return "Set bindery.database.password, best as BINDERY_DATABASE_PASSWORD in the environment.";
    }
    return "Check bindery.database.host, port, name, user, password and ssl, and that the server"
        + " runs.";
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted while waiting for the database.", e);
    }
  }

  static String firstLine(Exception e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line : line + ".";
  }
}
