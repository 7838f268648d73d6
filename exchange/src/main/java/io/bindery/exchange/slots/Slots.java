package io.bindery.exchange.slots;

import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The jobs that may be in progress at Data Exchange, over all publications, nodes and restarts.
 * Each is a row: two that take at the same moment cannot take the same. A slot is free again when
 * the journal has how its job ended ({@link #FREE}), never by time.
 *
 * <p>Who wants more slots than there are notes that. While somebody else does, nobody takes more
 * than its share.
 */
public final class Slots {
  /** Frees the slot of a job; to be run in the transaction that writes its end. */
  public static final String FREE =
      "DELETE FROM exchange_slot WHERE publication_id = $1 AND revision = $2 AND job = $3";

  /** Forgets that a publication wants slots. */
  public static final String WANTS_NONE =
      "DELETE FROM exchange_slot_wanted WHERE publication_id = $1";

  // The numbers of the slots are what bounds them; the count is for limits that were lowered.
  private static final String TAKE =
      """
      WITH most AS (SELECT %s AS n),
      wanted AS (
        SELECT w.revision, w.job, row_number() OVER (ORDER BY w.revision, w.job) AS n
        FROM unnest($4::bigint[], $5::int[]) AS w(revision, job)
        WHERE NOT EXISTS (SELECT 1 FROM exchange_slot s WHERE s.publication_id = $3
          AND s.revision = w.revision AND s.job = w.job)),
      hungry AS (
        SELECT publication_id FROM exchange_slot_wanted
        WHERE kind = $2 AND publication_id <> $3 AND renewed_at > $6),
      held AS (SELECT publication_id FROM exchange_slot WHERE kind = $2),
      others AS (
        SELECT count(*) AS n FROM (
          SELECT publication_id FROM hungry UNION SELECT publication_id FROM held) o
        WHERE o.publication_id <> $3),
      allowed AS (
        SELECT least(most.n - (SELECT count(*) FROM held),
          CASE WHEN EXISTS (SELECT 1 FROM hungry) THEN
            greatest((most.n + others.n) / (others.n + 1)
              - (SELECT count(*) FROM held WHERE publication_id = $3), 0)
          ELSE most.n END) AS n FROM most, others),
      free AS (
        SELECT f.slot, row_number() OVER (ORDER BY f.slot) AS n
        FROM most, generate_series(0, most.n - 1) AS f(slot)
        WHERE NOT EXISTS (SELECT 1 FROM exchange_slot s WHERE s.kind = $2 AND s.slot = f.slot))
      INSERT INTO exchange_slot (kind, slot, publication_id, revision, job)
      SELECT $2, free.slot, $3, wanted.revision, wanted.job
      FROM wanted JOIN free USING (n), allowed WHERE wanted.n <= allowed.n
      ON CONFLICT DO NOTHING
      """;

  private static final String MOST =
      """
      least($1::int, coalesce((SELECT value FROM exchange_limit
        WHERE name = 'jobs-at-once-' || $2::text AND seen_at > now() - interval '1 day'), $1::int))\
      """;

  private static final String HELD =
      "SELECT revision, job FROM exchange_slot WHERE publication_id = $1";

  private static final String HOLDERS = "SELECT DISTINCT publication_id FROM exchange_slot";

  private static final String WANT =
      """
      INSERT INTO exchange_slot_wanted (kind, publication_id, since, renewed_at)
      VALUES ($1, $2, $3, $3)
      ON CONFLICT (kind, publication_id) DO UPDATE SET renewed_at = excluded.renewed_at
      """;

  private static final String HUNGRY =
      """
      SELECT publication_id FROM exchange_slot_wanted
      WHERE kind = $1 AND publication_id <> $2 AND renewed_at > $3 ORDER BY since LIMIT 10
      """;

  private static final String LOWER =
      """
      INSERT INTO exchange_limit (name, value) VALUES ('jobs-at-once-' || $1::text, $2)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, seen_at = now()
      """;

  private static final String USED =
      "SELECT (SELECT count(*) FROM exchange_slot WHERE kind = $2)::int, " + MOST + "::int";

  private final Tables tables;
  private final int imports;
  private final int accesses;
  private final Duration renewal;

  /**
   * The slots of the cluster.
   *
   * @param imports how many jobs may import at once
   * @param accesses how many jobs may create access at once
   * @param renewal who wants slots and does not ask again for so long wants none any more
   */
  public Slots(Tables tables, int imports, int accesses, Duration renewal) {
    this.tables = tables;
    this.imports = imports;
    this.accesses = accesses;
    this.renewal = renewal;
  }

  /**
   * Takes slots for jobs, as many as there are.
   *
   * @return all jobs of the publication that have one
   */
  public CompletionStage<Set<JobPlace>> take(
      SlotKind kind, String publicationId, List<JobPlace> jobs, Instant now) {
    var revisions = jobs.stream().map(JobPlace::revision).toArray(Long[]::new);
    var numbers = jobs.stream().map(JobPlace::job).toArray(Integer[]::new);
    return tables
        .update(
            TAKE.formatted(MOST),
            statement ->
                statement
                    .bind(0, limit(kind))
                    .bind(1, kind.word())
                    .bind(2, publicationId)
                    .bind(3, revisions)
                    .bind(4, numbers)
                    .bind(5, now.minus(renewal)))
        .thenCompose(taken -> held(publicationId))
        .thenCompose(held -> note(kind, publicationId, jobs, held, now).thenApply(noted -> held));
  }

  private CompletionStage<Long> note(
      SlotKind kind,
      String publicationId,
      Collection<JobPlace> jobs,
      Set<JobPlace> held,
      Instant now) {
    return held.containsAll(jobs)
        ? tables.update(WANTS_NONE, statement -> statement.bind(0, publicationId))
        : tables.update(
            WANT, statement -> statement.bind(0, kind.word()).bind(1, publicationId).bind(2, now));
  }

  /** The jobs of a publication that have a slot. */
  public CompletionStage<Set<JobPlace>> held(String publicationId) {
    return tables
        .select(
            HELD,
            statement -> statement.bind(0, publicationId),
            row -> new JobPlace(row.get(0, Long.class), row.get(1, Integer.class)))
        .thenApply(HashSet::new);
  }

  /** Publications that hold slots. */
  public CompletionStage<List<String>> holders() {
    return tables.select(HOLDERS, statement -> statement, row -> row.get(0, String.class));
  }

  /** Other publications that want slots, those that have waited longest first. */
  public CompletionStage<List<String>> hungry(SlotKind kind, String publicationId, Instant now) {
    return tables.select(
        HUNGRY,
        statement ->
            statement.bind(0, kind.word()).bind(1, publicationId).bind(2, now.minus(renewal)),
        row -> row.get(0, String.class));
  }

  /** Data Exchange allows fewer jobs at once than was thought; that is believed for a day. */
  public CompletionStage<Long> lower(SlotKind kind, int most) {
    return tables.update(
        LOWER, statement -> statement.bind(0, kind.word()).bind(1, Math.max(most, 1)));
  }

  /** How many slots are taken, and how many there are. */
  public CompletionStage<Use> use(SlotKind kind) {
    return tables
        .select(
            USED,
            statement -> statement.bind(0, limit(kind)).bind(1, kind.word()),
            row -> new Use(row.get(0, Integer.class), row.get(1, Integer.class)))
        .thenApply(rows -> rows.get(0));
  }

  /** How many slots are taken, and how many there are. */
  public record Use(int taken, int limit) {}

  private int limit(SlotKind kind) {
    return kind == SlotKind.IMPORT ? imports : accesses;
  }
}
