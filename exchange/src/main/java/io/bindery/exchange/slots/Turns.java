package io.bindery.exchange.slots;

import io.bindery.platform.database.Tables;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Which publication may create anything in a data set: one at a time, in the order in which they
 * were prepared. A publication keeps its turn over crashes, and gives it back in the transaction of
 * the journal that ends it.
 */
public final class Turns {
  /** Puts a publication into the queue of its data set. */
  public static final String QUEUE =
      """
      INSERT INTO exchange_queue (publication_id, data_set_id, prepared_at) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING
      """;

  /** Takes a publication out of the queue. */
  public static final String LEAVE_QUEUE = "DELETE FROM exchange_queue WHERE publication_id = $1";

  /** Gives the turn of a publication back. */
  public static final String GIVE_BACK = "DELETE FROM exchange_turn WHERE publication_id = $1";

  /** Notes what is public. */
  public static final String PUBLISHED =
      """
      INSERT INTO exchange_published (publication_id, data_set_id, digest, published_at)
      VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
      """;

  /** What a publication published is public no longer. */
  public static final String TAKEN_BACK =
      "DELETE FROM exchange_published WHERE publication_id = $1";

  // The row is locked, for its publication may end at this moment.
  private static final String GIVE =
      """
      INSERT INTO exchange_turn (data_set_id, publication_id)
      SELECT data_set_id, publication_id FROM exchange_queue WHERE data_set_id = $1
      ORDER BY prepared_at, publication_id LIMIT 1 FOR UPDATE
      ON CONFLICT DO NOTHING
      """;

  private static final String WHOSE =
      "SELECT publication_id FROM exchange_turn WHERE data_set_id = $1";

  private static final String SAME =
      """
      SELECT publication_id FROM exchange_published
      WHERE data_set_id = $1 AND digest = $2 AND publication_id <> $3
      ORDER BY published_at DESC LIMIT 1
      """;

  private final Tables tables;

  public Turns(Tables tables) {
    this.tables = tables;
  }

  /** Gives the turn to who is first in the queue, if nobody has it; and says who has it. */
  public CompletionStage<Optional<String>> pass(String dataSetId) {
    return tables
        .update(GIVE, statement -> statement.bind(0, dataSetId))
        .thenCompose(
            given ->
                tables.select(
                    WHOSE,
                    statement -> statement.bind(0, dataSetId),
                    row -> row.get(0, String.class)))
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** The last publication that made the same content public, but for this one. */
  public CompletionStage<Optional<String>> same(
      String dataSetId, String digest, String publicationId) {
    return tables
        .select(
            SAME,
            statement -> statement.bind(0, dataSetId).bind(1, digest).bind(2, publicationId),
            row -> row.get(0, String.class))
        .thenApply(rows -> rows.stream().findFirst());
  }
}
