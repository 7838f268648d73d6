package io.bindery.exchange.notice;

import io.bindery.exchange.publication.JobEvent;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.platform.journal.InStep;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is owed to others after an event of a publication: the files beside its manifest, and a
 * notice if it has come to another outcome. It reads the row of the publication, so it is run after
 * the statements that keep that row, in the same transaction, event by event.
 */
public final class Owed implements InStep<PublicationEvent> {
  /** The states that somebody is told of. */
  private static final String OUTCOMES =
      "('published', 'unchanged', 'refused', 'failed', 'cancelled', 'revoked', 'held')";

  private static final String NOTICE =
      """
      INSERT INTO exchange_notice (publication_id, state, facts)
      SELECT p.publication_id, p.state, %s
      FROM publication p LEFT JOIN exchange_told t ON t.publication_id = p.publication_id
      WHERE p.publication_id = $1 AND p.state IN %s AND t.state IS DISTINCT FROM p.state
      """
          .formatted(Facts.JSON, OUTCOMES);

  // Where an attempt has failed, the pause after it stands: a bucket that cannot be written is not
  // tried once for each event.
  private static final String TOLD =
      """
      INSERT INTO exchange_told AS t (publication_id, bucket, key, received_at, state, due_at)
      SELECT p.publication_id, p.manifest_bucket, p.manifest_key, p.received_at, p.state,
        CASE WHEN $2 AND p.manifest_bucket IS NOT NULL THEN now() END
      FROM publication p WHERE p.publication_id = $1
      ON CONFLICT (publication_id) DO UPDATE SET
        change = t.change + 1,
        state = EXCLUDED.state,
        due_at = CASE
          WHEN EXCLUDED.due_at IS NULL THEN NULL
          WHEN t.attempts > 0 THEN COALESCE(t.due_at, EXCLUDED.due_at)
          WHEN t.state <> EXCLUDED.state THEN EXCLUDED.due_at
          ELSE LEAST(t.due_at, EXCLUDED.due_at + $3 * INTERVAL '1 millisecond') END
      """;

  private final boolean notices;
  private final boolean files;
  private final Duration interval;

  public Owed(NoticeSettings settings) {
    this.notices = settings.topicArn().isPresent();
    this.files = settings.statusFiles();
    this.interval = settings.statusInterval();
  }

  @Override
  public List<Statement> statements(Connection connection, List<Written<PublicationEvent>> events) {
    var statements = new ArrayList<Statement>();
    for (var written : events) {
      // Of these nobody is told.
      if (!(written.event() instanceof JobEvent.JobIntended
          || written.event() instanceof JobEvent.JobCreated)) {
        owe(connection, written.entityId(), statements);
      }
    }
    return statements;
  }

  private void owe(Connection connection, String publicationId, List<Statement> statements) {
    if (notices) {
      statements.add(connection.createStatement(NOTICE).bind(0, publicationId));
    }
    statements.add(
        connection
            .createStatement(TOLD)
            .bind(0, publicationId)
            .bind(1, files)
            .bind(2, interval.toMillis()));
  }
}
