package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.Access;
import io.bindery.exchange.plan.PackedAssets;
import io.bindery.exchange.plan.SummaryJson;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.s3.S3Uri;
import io.r2dbc.spi.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Finds the publications whose manifest lists an object. Their plans are read, the newest first,
 * and only so much of them: what is not looked at is said.
 */
public final class PublishedObjects {
  /** How many publications are looked at. */
  private static final int MOST_PUBLICATIONS = 20;

  /** How many assets all of them may have together. */
  private static final long MOST_ASSETS = 50_000;

  /** Those of which something is out or may come out, whose assets are a list. */
  private static final String NEWEST =
      """
      SELECT p.publication_id, p.assets, e.plan, e.summary FROM publication p
      JOIN LATERAL (SELECT plan, summary FROM exchange_plan
        WHERE publication_id = p.publication_id AND summary IS NOT NULL
        ORDER BY plan DESC LIMIT 1) e ON TRUE
      WHERE p.package_hash IS NULL AND p.assets IS NOT NULL
        AND p.state IN ('queued', 'importing', 'finalizing', 'publishing', 'held', 'published')
      ORDER BY p.received_at DESC, p.publication_id DESC LIMIT $1
      """;

  private static final String JOBS =
      "SELECT packed FROM exchange_plan_job WHERE publication_id = $1 AND plan = $2"
          + " ORDER BY revision, job";

  /**
   * What was found.
   *
   * @param publications by their ids, newest first
   * @param complete whether all that may list it were looked at
   */
  public record Found(List<String> publications, boolean complete) {
    public Found {
      publications = List.copyOf(publications);
    }
  }

  private record Plan(String publicationId, long assets, int number, String summary) {}

  private final Tables tables;
  private final Executor blocking;

  /**
   * @param blocking for work that takes a while
   */
  public PublishedObjects(Tables tables, Executor blocking) {
    this.tables = tables;
    this.blocking = blocking;
  }

  /** The publications that carry an object; those that carry another version of it do not count. */
  public CompletionStage<Found> of(S3Uri object) {
    return tables
        .select(
            NEWEST, statement -> statement.bind(0, MOST_PUBLICATIONS + 1), PublishedObjects::plan)
        .thenCompose(plans -> search(plans, object));
  }

  private static Plan plan(Row row) {
    return new Plan(
        row.get("publication_id", String.class),
        row.get("assets", Long.class),
        row.get("plan", Integer.class),
        row.get("summary", String.class));
  }

  private CompletionStage<Found> search(List<Plan> plans, S3Uri object) {
    CompletionStage<List<String>> found = CompletableFuture.completedFuture(new ArrayList<>());
    boolean complete = plans.size() <= MOST_PUBLICATIONS;
    long left = MOST_ASSETS;
    for (var plan : plans.subList(0, Math.min(plans.size(), MOST_PUBLICATIONS))) {
      var access = access(plan);
      if (access.isEmpty() && plan.assets() > left) {
        complete = false;
        continue;
      }
      left -= access.isPresent() ? 0 : plan.assets();
      found =
          found.thenCompose(
              ids ->
                  access
                      .map(it -> CompletableFuture.completedStage(covers(it, object)))
                      .orElseGet(() -> lists(plan, object))
                      .thenApply(
                          has -> {
                            if (has) {
                              ids.add(plan.publicationId());
                            }
                            return ids;
                          }));
    }
    boolean all = complete;
    return found.thenApply(ids -> new Found(ids, all));
  }

  private static Optional<Access> access(Plan plan) {
    try {
      return SummaryJson.read(plan.summary()).access();
    } catch (IOException e) {
      throw new UncheckedIOException("exchange_plan holds what is no summary", e);
    }
  }

  private static boolean covers(Access access, S3Uri object) {
    return access.bucket().equals(object.bucket())
        && (access.keys().contains(object.key())
            || access.prefixes().stream().anyMatch(object.key()::startsWith));
  }

  private CompletionStage<Boolean> lists(Plan plan, S3Uri object) {
    return tables
        .select(
            JOBS,
            statement -> statement.bind(0, plan.publicationId()).bind(1, plan.number()),
            row -> PlanRows.bytes(row.get(0, ByteBuffer.class)))
        .thenApplyAsync(jobs -> jobs.stream().anyMatch(job -> lists(job, object)), blocking);
  }

  private static boolean lists(byte[] packed, S3Uri object) {
    try {
      return PackedAssets.unpack(packed).stream().anyMatch(asset -> isOf(asset.object(), object));
    } catch (IOException e) {
      throw new UncheckedIOException("exchange_plan_job holds what is no job", e);
    }
  }

  /** A list without a version means the object as it was when it was published. */
  private static boolean isOf(S3Uri asset, S3Uri object) {
    return asset.bucket().equals(object.bucket())
        && asset.key().equals(object.key())
        && (asset.versionId().isEmpty()
            || object.versionId().isEmpty()
            || asset.versionId().equals(object.versionId()));
  }
}
