package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.PlanSummary;
import io.bindery.exchange.plan.SummaryJson;
import io.bindery.platform.database.Tables;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes a plan into the database, some jobs at a time. The plan is there once its summary is: what
 * was written of one that was cut off is never read. Each step waits for the database.
 */
final class PlanWriting {
  private static final int ROWS = 64;
  private static final int BYTES = 1 << 20;

  private static final String BEGIN =
      """
      INSERT INTO exchange_plan (publication_id, plan)
      SELECT $1, COALESCE(MAX(plan), 0) + 1 FROM exchange_plan WHERE publication_id = $1
      RETURNING plan
      """;

  private static final String JOB =
      """
      INSERT INTO exchange_plan_job (publication_id, plan, revision, job, assets, bytes, packed)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """;

  private static final String REVISIONS =
      """
      INSERT INTO exchange_plan_revision
        (publication_id, plan, revision, jobs, next_job, assets, bytes)
      SELECT publication_id, plan, revision, count(*), max(job) + 1, sum(assets), sum(bytes)
      FROM exchange_plan_job WHERE publication_id = $1 AND plan = $2
      GROUP BY publication_id, plan, revision
      """;

  private static final String END =
      "UPDATE exchange_plan SET summary = $3 WHERE publication_id = $1 AND plan = $2";

  private record Row(long revision, int job, int assets, long bytes, ByteBuffer packed) {}

  private final Tables tables;
  private final String publicationId;
  private final int plan;
  private final List<Row> waiting = new ArrayList<>();
  private int waitingBytes;

  private PlanWriting(Tables tables, String publicationId, int plan) {
    this.tables = tables;
    this.publicationId = publicationId;
    this.plan = plan;
  }

  /** Begins another plan of a publication. */
  static PlanWriting begin(Tables tables, String publicationId) {
    var number =
        Waiting.done(
            tables.select(
                BEGIN,
                statement -> statement.bind(0, publicationId),
                row -> row.get(0, Integer.class)));
    return new PlanWriting(tables, publicationId, number.get(0));
  }

  int plan() {
    return plan;
  }

  void job(long revision, int job, int assets, long bytes, byte[] packed) {
    waiting.add(new Row(revision, job, assets, bytes, ByteBuffer.wrap(packed)));
    waitingBytes += packed.length;
    if (waiting.size() == ROWS || waitingBytes >= BYTES) {
      flush();
    }
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    var rows = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    Waiting.done(
        tables.update(
            JOB,
            statement -> {
              for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i);
                if (i > 0) {
                  statement.add();
                }
                statement
                    .bind(0, publicationId)
                    .bind(1, plan)
                    .bind(2, row.revision())
                    .bind(3, row.job())
                    .bind(4, row.assets())
                    .bind(5, row.bytes())
                    .bind(6, row.packed());
              }
              return statement;
            }));
  }

  /** Ends the plan: from now on it can be read. */
  void end(PlanSummary summary) {
    flush();
    Waiting.done(revisions());
    Waiting.done(
        tables.update(
            END,
            statement ->
                statement
                    .bind(0, publicationId)
                    .bind(1, plan)
                    .bind(2, SummaryJson.of(summary).toString())));
  }

  private CompletionStage<Long> revisions() {
    return tables.update(REVISIONS, statement -> statement.bind(0, publicationId).bind(1, plan));
  }
}
