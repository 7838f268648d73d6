package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.CatchUp;
import io.bindery.platform.journal.InStepTables;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The tables of batches, in step with the journal, and what the sweeper reads there. */
public final class OpenBatches implements Sweeper.DueEntities {
  /**
   * A batch that was woken is left alone for so long, unless the journal says something new: those
   * that cannot announce must not keep the sweeper from the others.
   */
  private static final Duration WOKEN_PAUSE = Duration.ofSeconds(10);

  // Two sweepers can run for a moment while nodes change: each row is taken by one of them.
  // No DueRows, for two reasons. One that is woken before its deadline, because its policy changed,
  // is woken then as well. And those that were woken and are due still count: to wake ever more of
  // them than get on would fill the memory with batches that wait for the journal.
  private static final String CLAIM_OPEN =
      """
      UPDATE open_batch SET wake_at = CASE WHEN due_at <= $1 THEN $2 ELSE due_at END
      WHERE entity_id = ANY(ARRAY(
        SELECT entity_id FROM open_batch WHERE wake_at <= $1 ORDER BY wake_at
        LIMIT greatest(0, $3 - (SELECT count(*) FROM open_batch
          WHERE wake_at > $1 AND wake_at <= $2 AND due_at <= $1))
        FOR UPDATE SKIP LOCKED))
      RETURNING entity_id
      """;

  private static final DueRows.Names UNANNOUNCED =
      new DueRows.Names("closed_batch", "batch_id", "wake_at", "entity_id");

  private static final int WAKE_PAGE = 2_000;

  /** Under which an earlier build kept how far the tables had come. */
  private static final String PROJECTION = "open-batches";

  private static final String WAKE_OPEN =
      """
      UPDATE open_batch SET wake_at = LEAST(wake_at, $1) WHERE entity_id IN (
        SELECT entity_id FROM open_batch
        WHERE entity_id > $2 AND (bucket = ANY($3) OR ($4 AND NOT bucket = ANY($5)))
        ORDER BY entity_id LIMIT $6 FOR UPDATE)
      RETURNING entity_id
      """;

  private final Tables tables;
  private final DueRows unannounced;

  OpenBatches(Tables tables) {
    this.tables = tables;
    this.unannounced = new DueRows(tables, UNANNOUNCED, WOKEN_PAUSE, ClosedRows.ANNOUNCE_GRACE);
  }

  /**
   * Keeps the tables in step with the journal; to be called before the first batch is started.
   *
   * @throws DatabaseException if they are not, and cannot be brought up
   */
  public static OpenBatches start(ActorSystem<?> system) {
    var batchTables = new BatchTables();
    InStepTables.get(system).keep(Batch.ENTITY_TYPE, BatchEvent.class, batchTables);
    BatchMeters.start(system);
    // To write events once more changes nothing.
    new CatchUp<>(
            system,
            PROJECTION,
            Batch.ENTITY_TYPE,
            BatchEvent.class,
            batchTables,
            entityId -> CompletableFuture.completedFuture(event -> true))
        .run();
    return new OpenBatches(Tables.of(system));
  }

  /**
   * The entities with an open batch that is due, or with a closed one that should have been
   * announced by now.
   */
  @Override
  public CompletionStage<List<String>> due(Instant now, int limit) {
    return open(now, limit)
        .thenCombine(
            unannounced.due(now, limit),
            (open, closed) -> Stream.concat(open.stream(), closed.stream()).distinct().toList());
  }

  /**
   * Has the sweeper wake open batches.
   *
   * @param after begins behind this entity id; those woken are answered, none at the end
   */
  CompletionStage<List<String>> wakeOpen(ClosingRules.Buckets buckets, String after, Instant now) {
    return tables.select(
        WAKE_OPEN,
        statement ->
            statement
                .bind(0, now)
                .bind(1, after)
                .bind(2, buckets.changed().toArray(String[]::new))
                .bind(3, buckets.unnamed())
                .bind(4, buckets.named().toArray(String[]::new))
                .bind(5, WAKE_PAGE),
        row -> row.get(0, String.class));
  }

  private CompletionStage<List<String>> open(Instant now, int limit) {
    return tables.select(
        CLAIM_OPEN,
        statement -> statement.bind(0, now).bind(1, now.plus(WOKEN_PAUSE)).bind(2, limit),
        row -> row.get(0, String.class));
  }
}
