package io.bindery.bench.api;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills the tables of lists as the service fills them, by COPY, with their indexes in place: open
 * batches of many prefixes that close in a month, closed ones of which some wait for a target, and
 * jobs of all states.
 */
final class Filling {
  static final String BUCKET = "lab";
  static final String REGISTRY = "lab";

  /** Of so many projects; an operator looks for one. */
  static final int PROJECTS = 1_000;

  private static final int ROWS_IN_A_PIECE = 2_000;

  private static final String OPEN =
      "COPY open_batch (entity_id, bucket, prefix, files, bytes, first_event_time, last_event_time,"
          + " due_at, wake_at) FROM STDIN";
  private static final String CLOSED =
      "COPY closed_batch (batch_id, entity_id, bucket, prefix, files, bytes, reason,"
          + " first_event_time, last_event_time, closed_at, announced_at, wake_at, pending_targets)"
          + " FROM STDIN";
  private static final String PAUSED =
      "COPY paused_batch (entity_id, bucket, prefix, paused_by, paused_at) FROM STDIN";
  private static final String JOBS =
      "COPY package_job (job_id, entity_id, registry, package_name, source, source_bucket,"
          + " source_prefix, state, requests, attempt, files, bytes, top_hash, error, reason,"
          + " accepted_at, started_at, updated_at, finished_at, due_at, quarantine) FROM STDIN";

  private static final List<String> REASONS = List.of("count", "quiet", "max-age", "marker");
  private static final List<String> ENDS =
      List.of("done", "done", "done", "done", "unchanged", "failed", "quarantined", "empty");

  private final BenchDatabase database;

  /** Nothing becomes due while it is measured. */
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final Instant later = now.plus(30, ChronoUnit.DAYS);

  Filling(BenchDatabase database) {
    this.database = database;
  }

  void fill(Sizes sizes) {
    copy(OPEN, sizes.batches(), this::open);
    copy(PAUSED, sizes.batches() / 100, this::paused);
    copy(CLOSED, sizes.batches() / 3, this::closed);
    copy(JOBS, sizes.jobs(), this::job);
    // As autovacuum does on a database that has run for a while.
    database.execute("VACUUM ANALYZE");
  }

  static String prefix(int number) {
    return String.format(Locale.ROOT, "project-%04d/run-%07d/", number % PROJECTS, number);
  }

  private static String id(String kind, int number) {
    return String.format(
        Locale.ROOT,
        "%s%0" + (32 - kind.length()) + "x",
        kind,
        number * 2654435761L & 0xFFFFFFFFFFL);
  }

  private String open(int number) {
    var due = later.plusSeconds(number % 100_000);
    var begun = now.minusSeconds(number % 86_400 + 60L);
    return row(
        id("e", number),
        BUCKET,
        prefix(number),
        number % 5_000,
        number * 4_096L,
        begun,
        now,
        due,
        due);
  }

  private String paused(int number) {
    int of = number * 100;
    return row(id("e", of), BUCKET, prefix(of), "ada", now.minusSeconds(number));
  }

  private String closed(int number) {
    var at = now.minusSeconds(number * 10L + 60);
    boolean waits = number % 100 == 0;
    return row(
        id("b", number),
        id("e", number),
        BUCKET,
        prefix(number),
        number % 5_000,
        number * 4_096L,
        REASONS.get(number % REASONS.size()),
        at.minusSeconds(600),
        at.minusSeconds(300),
        at,
        waits ? null : at.plusSeconds(1),
        waits ? later : null,
        waits ? "{event-bus}" : "{}");
  }

  private String job(int number) {
    var at = now.minusSeconds(number * 30L + 60);
    var prefix = prefix(number);
    boolean open = number % 500 == 0;
    var state = open ? "waiting" : ENDS.get(number % ENDS.size());
    boolean failed = state.equals("failed") || state.equals("quarantined");
    return row(
        id("a", number),
        id("c", number),
        REGISTRY,
        "project-%04d/run-%07d".formatted(number % PROJECTS, number),
        "s3://" + BUCKET + "/" + prefix,
        BUCKET,
        prefix,
        state,
        1,
        1,
        open ? null : number % 5_000,
        open ? null : number * 4_096L,
        state.equals("done") ? "%064x".formatted(number) : null,
        failed ? "AWS answered 403" : null,
        failed ? "no-right" : null,
        at,
        open ? null : at.plusSeconds(1),
        at.plusSeconds(20),
        open ? null : at.plusSeconds(20),
        open ? later : null,
        state.equals("quarantined") ? "held" : null);
  }

  private static String row(Object... columns) {
    var row = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      row.append(i == 0 ? "" : "\t").append(columns[i] == null ? "\\N" : columns[i].toString());
    }
    return row.append('\n').toString();
  }

  private void copy(String sql, int rows, IntFunction<String> row) {
    try (var connection = DriverManager.getConnection(database.url())) {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      var piece = new StringBuilder();
      for (int i = 0; i < rows; i++) {
        piece.append(row.apply(i));
        if (i % ROWS_IN_A_PIECE == ROWS_IN_A_PIECE - 1 || i == rows - 1) {
          var bytes = piece.toString().getBytes(StandardCharsets.UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          piece.setLength(0);
        }
      }
      if (copy.endCopy() != rows) {
        throw new BenchException("Postgres did not take all rows of " + sql);
      }
    } catch (SQLException e) {
      throw new BenchException("The benchmark's own database refuses rows", e);
    }
  }
}
