package io.bindery.platform.database;

import io.bindery.platform.failure.Causes;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** What is wrong with a database, and the way out, in words. */
final class SchemaCheck {
  /** How many migrations a message names. */
  private static final int NAMED = 5;

  private SchemaCheck() {}

  /**
   * Leaves a database alone whose history is not one that this program makes.
   *
   * @throws DatabaseException that names the migrations
   */
  static void refuseForeign(DatabaseSettings settings, MigrationInfoService info) {
    var applied = Arrays.stream(info.applied()).filter(it -> it.getVersion() != null).toList();
    var unknown = applied.stream().filter(it -> !it.getState().isResolved()).toList();
    if (!unknown.isEmpty()) {
      throw new DatabaseException(
          ("Database %s has migrations that this Bindery does not have: %s. A newer Bindery made"
                  + " them, or a build between two versions whose migrations were renamed since."
                  + " Start the Bindery that made them, or use another database.")
              .formatted(settings.described(), names(unknown)),
          null);
    }
    var changed = applied.stream().filter(it -> !it.isChecksumMatching()).toList();
    if (!changed.isEmpty()) {
      throw new DatabaseException(
          ("Database %s was made with other versions of the migrations %s: by a build between two"
                  + " versions, or they were edited. Start the Bindery that made it, or use another"
                  + " database.")
              .formatted(settings.described(), names(changed)),
          null);
    }
    var failed = applied.stream().filter(it -> it.getState().isFailed()).toList();
    if (!failed.isEmpty()) {
      throw new DatabaseException(
          ("Database %s notes that the migrations %s failed, which only an earlier Bindery noted."
                  + " Restore the database from a backup, or use another one.")
              .formatted(settings.described(), names(failed)),
          null);
    }
  }

  private static String names(List<MigrationInfo> migrations) {
    var names =
        migrations.stream()
            .limit(NAMED)
            .map(it -> Objects.requireNonNullElse(it.getScript(), "V" + it.getVersion()))
            .collect(Collectors.joining(", "));
    return migrations.size() > NAMED
        ? names + " and %d more".formatted(migrations.size() - NAMED)
        : names;
  }

  /** What Flyway met, with the database's own words. */
  static DatabaseException failed(DatabaseSettings settings, FlywayException failure) {
    var sql = sql(failure);
    return new DatabaseException(
        "The schema of database %s could not be brought to this version: %s%s%s"
            .formatted(
                settings.described(),
                Migrations.firstLine(failure),
                sql == null ? "" : " " + Migrations.firstLine(sql),
                sql == null ? "" : wayOut(settings, sql)),
        failure);
  }

  private static SQLException sql(Throwable failure) {
    return Causes.chain(failure)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .reduce((above, below) -> below)
        .orElse(null);
  }

  private static String wayOut(DatabaseSettings settings, SQLException sql) {
    var state = Objects.requireNonNullElse(sql.getSQLState(), "");
    return switch (state) {
      case "25006" ->
          " The database takes no writes: its disk is full, it is a replica, or somebody set"
              + " default_transaction_read_only. Connect to the writer, or lift it.";
      case "42501" ->
          " Role %s must own the tables, and needs the right to create some: GRANT CREATE ON SCHEMA"
                  .formatted(settings.user())
              + " public TO %s.".formatted(settings.user());
      case "53100" -> " The database's disk is full: make room, then start again.";
      // duplicate column, database object, table, and name of a type
      case "42701", "42710", "42P07", "23505" ->
          " It is there, but the history in bindery_schema does not know it: an earlier Bindery was"
              + " stopped while it made its tables, or the schema is another program's. If nothing"
              + " in it is needed, DROP SCHEMA public CASCADE and CREATE SCHEMA public, or use"
              + " another database; else restore a backup. Then start again.";
      default ->
          state.startsWith("08") || state.startsWith("57P")
              ? " Nothing of the script was kept: start again."
              : "";
    };
  }
}
