package io.bindery.platform.journal;

import io.bindery.platform.database.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The statements on {@code snapshot}, in the layout of Akka Persistence R2DBC 1.1. */
final class SnapshotTable {
  private static final String LOAD =
      """
      SELECT persistence_id, seq_nr, write_timestamp, ser_id, ser_manifest, snapshot
      FROM snapshot WHERE persistence_id = ANY($1)
      """;

  private static final String SAVE =
      """
      INSERT INTO snapshot (slice, entity_type, persistence_id, seq_nr, write_timestamp, ser_id,
        ser_manifest, snapshot)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (persistence_id) DO UPDATE SET seq_nr = excluded.seq_nr,
        write_timestamp = excluded.write_timestamp, ser_id = excluded.ser_id,
        ser_manifest = excluded.ser_manifest, snapshot = excluded.snapshot
      """;

  private static final String DELETE =
      """
      DELETE FROM snapshot WHERE persistence_id = $1 AND seq_nr BETWEEN $2 AND $3
        AND write_timestamp BETWEEN $4 AND $5
      """;

  /** The snapshot of one entity. */
  @SuppressWarnings("ArrayRecordComponent") // Rows are read and written, never compared.
  record Stored(
      long sequenceNumber, long writtenMillis, int serializer, String manifest, byte[] payload) {}

  private final Tables tables;

  SnapshotTable(Tables tables) {
    this.tables = tables;
  }

  /** The snapshot of each entity, if it has one. */
  CompletionStage<List<Optional<Stored>>> load(List<String> persistenceIds) {
    return patiently(
        tables
            .select(
                LOAD,
                statement -> statement.bind(0, persistenceIds.toArray(String[]::new)),
                row ->
                    Map.entry(
                        row.get(0, String.class),
                        new Stored(
                            row.get(1, Long.class),
                            row.get(2, Long.class),
                            row.get(3, Integer.class),
                            row.get(4, String.class),
                            row.get(5, byte[].class))))
            .thenApply(
                rows -> {
                  var byId =
                      rows.stream()
                          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
                  return persistenceIds.stream()
                      .map(id -> Optional.ofNullable(byId.get(id)))
                      .toList();
                }));
  }

  CompletionStage<Void> save(int slice, String entityType, String persistenceId, Stored snapshot) {
    return patiently(
        tables
            .update(
                SAVE,
                statement ->
                    statement
                        .bind(0, slice)
                        .bind(1, entityType)
                        .bind(2, persistenceId)
                        .bind(3, snapshot.sequenceNumber())
                        .bind(4, snapshot.writtenMillis())
                        .bind(5, snapshot.serializer())
                        .bind(6, snapshot.manifest())
                        .bind(7, snapshot.payload()))
            .thenApply(rows -> null));
  }

  /**
   * Deletes the snapshot of an entity if its number and time are within these, both ends included.
   */
  CompletionStage<Void> delete(
      String persistenceId, long first, long last, long fromMillis, long toMillis) {
    return patiently(
        tables
            .update(
                DELETE,
                statement ->
                    statement
                        .bind(0, persistenceId)
                        .bind(1, first)
                        .bind(2, last)
                        .bind(3, fromMillis)
                        .bind(4, toMillis))
            .thenApply(rows -> null));
  }

  private static <T> CompletableFuture<T> patiently(CompletionStage<T> stage) {
    return stage
        .toCompletableFuture()
        .orTimeout(JournalTable.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
