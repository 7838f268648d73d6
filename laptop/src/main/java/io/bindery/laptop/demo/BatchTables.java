package io.bindery.laptop.demo;

import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** Looks at the tables that the router projects its journal to, as the console will. */
final class BatchTables implements AutoCloseable {
  private final Connection connection;

  BatchTables(LocalPostgres postgres) {
    try {
      connection =
          DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /** How many files the open batch of a prefix holds; 0 if there is none. */
  long openFiles(String bucket, String prefix) {
    return count("SELECT files FROM open_batch WHERE bucket = ? AND prefix = ?", bucket, prefix)
        .orElse(0L);
  }

  /** How many files the closed batches of a prefix held in all. */
  long closedFiles(String bucket, String prefix) {
    return count(
            "SELECT coalesce(sum(files), 0) FROM closed_batch WHERE bucket = ? AND prefix = ?",
            bucket,
            prefix)
        .orElse(0L);
  }

  private Optional<Long> count(String sql, String bucket, String prefix) {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, bucket);
      statement.setString(2, prefix);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static CommandException unreadable(SQLException e) {
    return new CommandException(
        ExitCode.FAILED, "The tables of the batches cannot be read: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }
}
