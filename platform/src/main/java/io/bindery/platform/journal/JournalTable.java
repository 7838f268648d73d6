package io.bindery.platform.journal;

import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.Statement;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements on {@code event_journal}, in the layout of Akka Persistence R2DBC 1.1, each for
 * many entities.
 */
final class JournalTable {
  /** The time of an event is after that of the one before it, even if the clock was set back. */
  private static final String INSERT =
      """
      INSERT INTO event_journal (slice, entity_type, persistence_id, seq_nr, db_timestamp,
        event_ser_id, event_ser_manifest, event_payload, writer, adapter_manifest)
      SELECT r.slice, r.entity_type, r.persistence_id, r.seq_nr,
        greatest(transaction_timestamp(),
          (SELECT b.db_timestamp + interval '1 microsecond' FROM event_journal b
           WHERE b.persistence_id = r.persistence_id AND b.seq_nr = r.before)),
        r.ser_id, r.manifest, substring($1 FROM r.start FOR r.length), r.writer, ''
      FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::int[],
        $8::text[], $9::int[], $10::int[], $11::text[])
        AS r(slice, entity_type, persistence_id, seq_nr, before, ser_id, manifest, start, length,
          writer)
      """;

  private static final String HIGHEST =
      """
      SELECT coalesce((SELECT max(seq_nr) FROM event_journal
          WHERE persistence_id = r.id AND seq_nr >= r.first), 0)
      FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS r(id, first, place)
      ORDER BY r.place
      """;

  private static final String EVENTS =
      """
      SELECT r.place, j.seq_nr, j.event_ser_id, j.event_ser_manifest, j.event_payload
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY
        AS r(id, first, last, place)
      JOIN event_journal j
        ON j.persistence_id = r.id AND j.seq_nr BETWEEN r.first AND r.last AND NOT j.deleted
      ORDER BY r.place, j.seq_nr
      """;

  /** As the journal's other statements: a server that does not answer must not be waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Events of one entity that must be in the journal as a whole or not at all. */
  record Write(List<JournalRow> rows) {}

  /** Some events of one entity. */
  record Range(String persistenceId, long first, long last) {}

  /** One event as it is read. */
  @SuppressWarnings("ArrayRecordComponent") // Rows are read, never compared.
  record Stored(long sequenceNumber, int serializer, String manifest, byte[] payload) {}

  private final Tables tables;
  private final InStepTables inStep;

  JournalTable(Tables tables, InStepTables inStep) {
    this.tables = tables;
    this.inStep = inStep;
  }

  /**
   * Writes for many entities in one transaction. If one entity's rows cannot be written, such as
   * when another incarnation of it has written its next event, the others are written without it.
   *
   * @return for each why it is not, or may not be, in the journal; nothing if it is
   */
  CompletionStage<List<Optional<Throwable>>> write(List<Write> writes) {
    return insert(writes.stream().flatMap(write -> write.rows().stream()).toList())
        .thenApply(done -> allAs(writes, Optional.empty()))
        .exceptionallyCompose(
            failure ->
                writes.size() > 1 && isOfOneRow(failure)
                    ? oneByOne(writes)
                    : CompletableFuture.completedFuture(allAs(writes, Optional.of(failure))));
  }

  private static List<Optional<Throwable>> allAs(List<Write> writes, Optional<Throwable> result) {
    return Collections.nCopies(writes.size(), result);
  }

  private CompletableFuture<List<Optional<Throwable>>> oneByOne(List<Write> writes) {
    var results = CompletableFuture.<List<Optional<Throwable>>>completedFuture(new ArrayList<>());
    for (var write : writes) {
      results =
          results.thenCompose(
              before ->
                  insert(write.rows())
                      .handle(
                          (done, failure) -> {
                            before.add(Optional.ofNullable(failure));
                            return before;
                          }));
    }
    return results;
  }

  /** Inserts all rows or none. */
  private CompletableFuture<Long> insert(List<JournalRow> rows) {
    var inserted =
        rows.stream().anyMatch(row -> inStep.concerns(row.entityType()))
            ? tables
                .together(connection -> statements(connection, rows))
                .thenApply(counts -> counts.get(0))
            : tables.update(INSERT, statement -> bind(statement, rows));
    return inserted
        .toCompletableFuture()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            count -> {
              if (count != rows.size()) {
                throw new IllegalStateException(
                    "Of %d events %d were written.".formatted(rows.size(), count));
              }
              return count;
            });
  }

  private List<Statement> statements(Connection connection, List<JournalRow> rows) {
    var statements = new ArrayList<Statement>();
    statements.add(bind(connection.createStatement(INSERT), rows));
    statements.addAll(inStep.statements(connection, rows));
    return statements;
  }

  /** The highest sequence number from {@link Range#first()} on, for each; 0 if there is none. */
  CompletionStage<List<Long>> highest(List<Range> ranges) {
    return tables
        .select(
            HIGHEST,
            statement ->
                statement
                    .bind(0, column(ranges, Range::persistenceId, String[]::new))
                    .bind(1, column(ranges, Range::first, Long[]::new)),
            row -> row.get(0, Long.class))
        .toCompletableFuture()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The events of each range, in order. */
  CompletionStage<List<List<Stored>>> events(List<Range> ranges) {
    return tables
        .select(
            EVENTS,
            statement ->
                statement
                    .bind(0, column(ranges, Range::persistenceId, String[]::new))
                    .bind(1, column(ranges, Range::first, Long[]::new))
                    .bind(2, column(ranges, Range::last, Long[]::new)),
            row ->
                Map.entry(
                    row.get(0, Long.class).intValue() - 1,
                    new Stored(
                        row.get(1, Long.class),
                        row.get(2, Integer.class),
                        row.get(3, String.class),
                        row.get(4, byte[].class))))
        .toCompletableFuture()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            found -> {
              var events =
                  Stream.<List<Stored>>generate(ArrayList::new)
                      .limit(ranges.size())
                      .collect(Collectors.toList());
              found.forEach(entry -> events.get(entry.getKey()).add(entry.getValue()));
              return events;
            });
  }

  /**
   * Such as two incarnations of an entity that both write its next event, or tables in step that
   * cannot take one. A deadlock is over once the transaction is.
   */
  private static boolean isOfOneRow(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcNonTransientResourceException) {
        return false;
      }
      if (cause instanceof R2dbcNonTransientException
          || cause instanceof R2dbcRollbackException
          || cause instanceof InStepTables.InStepException) {
        return true;
      }
    }
    return false;
  }

  private static Statement bind(Statement statement, List<JournalRow> rows) {
    var payloads = new ByteArrayOutputStream();
    var starts = new Integer[rows.size()];
    for (int i = 0; i < starts.length; i++) {
      // SQL counts from one.
      starts[i] = payloads.size() + 1;
      payloads.writeBytes(rows.get(i).payload());
    }
    return statement
        .bind(0, payloads.toByteArray())
        .bind(1, column(rows, JournalRow::slice, Integer[]::new))
        .bind(2, column(rows, JournalRow::entityType, String[]::new))
        .bind(3, column(rows, JournalRow::persistenceId, String[]::new))
        .bind(4, column(rows, JournalRow::sequenceNumber, Long[]::new))
        .bind(5, column(rows, JournalRow::before, Long[]::new))
        .bind(6, column(rows, JournalRow::serializer, Integer[]::new))
        .bind(7, column(rows, JournalRow::manifest, String[]::new))
        .bind(8, starts)
        .bind(9, column(rows, row -> row.payload().length, Integer[]::new))
        .bind(10, column(rows, JournalRow::writer, String[]::new));
  }

  static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}
