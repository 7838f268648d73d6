package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.plan.PackedAssets;
import io.bindery.exchange.plan.PlanSummary;
import io.bindery.exchange.plan.SummaryJson;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Plans of publications in tables {@code exchange_plan}, {@code exchange_plan_revision} and {@code
 * exchange_plan_job}. A plan is never changed: another one of the same publication has another
 * number, and the journal says which one counts. What is read is one job, or a page of revisions: a
 * plan may be larger than the memory.
 */
public final class PlanRows {
  private static final String SUMMARY =
      "SELECT summary FROM exchange_plan"
          + " WHERE publication_id = $1 AND plan = $2 AND summary IS NOT NULL";

  private static final String REVISIONS =
      """
      SELECT revision, jobs, next_job, assets, bytes FROM exchange_plan_revision
      WHERE publication_id = $1 AND plan = $2 AND revision >= $3 ORDER BY revision LIMIT $4
      """;

  private static final String JOBS =
      """
      SELECT job, assets, bytes FROM exchange_plan_job
      WHERE publication_id = $1 AND plan = $2 AND revision = $3 ORDER BY job
      """;

  private static final String PACKED =
      """
      SELECT packed FROM exchange_plan_job
      WHERE publication_id = $1 AND plan = $2 AND revision = $3 AND job = $4
      """;

  private static final String LAST =
      "SELECT COALESCE(max(revision), -1) FROM exchange_plan_revision"
          + " WHERE publication_id = $1 AND plan = $2";

  private final Tables tables;

  public PlanRows(Tables tables) {
    this.tables = tables;
  }

  /**
   * A revision of a plan.
   *
   * @param number from 0; there may be gaps in a plan that was cut again
   * @param jobs how many there are
   * @param nextJob above the number of each of its jobs
   */
  public record Revision(long number, int jobs, int nextJob, long assets, long bytes) {}

  /**
   * A job of a revision.
   *
   * @param number from 0; there may be gaps
   */
  public record Job(int number, int assets, long bytes) {}

  /** What a plan comes to; nothing if there is no such plan, or it is not whole. */
  public CompletionStage<Optional<PlanSummary>> summary(String publicationId, int plan) {
    return tables
        .select(
            SUMMARY,
            statement -> statement.bind(0, publicationId).bind(1, plan),
            row -> summary(row.get(0, String.class)))
        .thenApply(found -> found.stream().findFirst());
  }

  /**
   * Revisions in order; a plan of access to S3 has none.
   *
   * @param from the first number that is asked for
   */
  public CompletionStage<List<Revision>> revisions(
      String publicationId, int plan, long from, int limit) {
    return tables.select(
        REVISIONS,
        statement -> statement.bind(0, publicationId).bind(1, plan).bind(2, from).bind(3, limit),
        PlanRows::revision);
  }

  /** One revision; nothing if the plan has none of this number. */
  public CompletionStage<Optional<Revision>> revision(
      String publicationId, int plan, long revision) {
    return revisions(publicationId, plan, revision, 1)
        .thenApply(found -> found.stream().filter(it -> it.number() == revision).findFirst());
  }

  /** The jobs of a revision, in order. */
  public CompletionStage<List<Job>> jobs(String publicationId, int plan, long revision) {
    return tables.select(
        JOBS,
        statement -> statement.bind(0, publicationId).bind(1, plan).bind(2, revision),
        row ->
            new Job(row.get(0, Integer.class), row.get(1, Integer.class), row.get(2, Long.class)));
  }

  /** The assets of a job, in the order of the plan; none if there is no such job. */
  public CompletionStage<List<Asset>> assets(
      String publicationId, int plan, long revision, int job) {
    return packed(publicationId, plan, revision, job)
        .thenApply(packed -> packed.map(PlanRows::unpacked).orElse(List.of()));
  }

  /** The highest number of a revision; -1 if there is none. */
  CompletionStage<Long> lastRevision(String publicationId, int plan) {
    return tables
        .select(
            LAST,
            statement -> statement.bind(0, publicationId).bind(1, plan),
            row -> row.get(0, Long.class))
        .thenApply(found -> found.get(0));
  }

  CompletionStage<Optional<byte[]>> packed(String publicationId, int plan, long revision, int job) {
    return tables
        .select(
            PACKED,
            statement ->
                statement.bind(0, publicationId).bind(1, plan).bind(2, revision).bind(3, job),
            row -> bytes(row.get(0, ByteBuffer.class)))
        .thenApply(found -> found.stream().findFirst());
  }

  private static Revision revision(Row row) {
    return new Revision(
        row.get(0, Long.class),
        row.get(1, Integer.class),
        row.get(2, Integer.class),
        row.get(3, Long.class),
        row.get(4, Long.class));
  }

  private static PlanSummary summary(String json) {
    try {
      return SummaryJson.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException("exchange_plan holds what is no summary", e);
    }
  }

  private static List<Asset> unpacked(byte[] packed) {
    try {
      return PackedAssets.unpack(packed);
    } catch (IOException e) {
      throw new UncheckedIOException("exchange_plan_job holds what is no job", e);
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
