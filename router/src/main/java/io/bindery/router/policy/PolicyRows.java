package io.bindery.router.policy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The tables {@code bucket_policy} and {@code policy_revision}. */
final class PolicyRows {
  private static final ConfigParseOptions JSON =
      ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

  private static final String REVISION = "SELECT revision FROM policy_revision";

  private static final String LATEST =
      """
      SELECT DISTINCT ON (bucket) bucket, version, policy, changed_by, changed_at
      FROM bucket_policy ORDER BY bucket, version DESC
      """;

  private static final String HISTORY =
      """
      SELECT bucket, version, policy, changed_by, changed_at
      FROM bucket_policy WHERE bucket = $1 ORDER BY version DESC LIMIT $2
      """;

  // Two changes at once: the second waits for the first at the revision, and then breaks the
  // primary key.
  private static final String CHANGE =
      """
      WITH latest AS (
        SELECT COALESCE(MAX(version), 0) AS version FROM bucket_policy WHERE bucket = $1),
      counted AS (
        UPDATE policy_revision SET revision = revision + 1
        FROM latest WHERE latest.version = $2
        RETURNING revision)
      INSERT INTO bucket_policy (bucket, version, policy, changed_by, changed_at)
      SELECT $1, $2 + 1, $3, $4, $5 FROM counted
      """;

  private final Tables tables;

  PolicyRows(Tables tables) {
    this.tables = tables;
  }

  /** Moves with each change. */
  CompletionStage<Long> revision() {
    return tables
        .select(REVISION, statement -> statement, row -> row.get(0, Long.class))
        .thenApply(rows -> rows.get(0));
  }

  /** The latest change of each bucket. */
  CompletionStage<Map<String, PolicyChange>> latest() {
    return tables
        .select(
            LATEST, statement -> statement, row -> Map.entry(row.get(0, String.class), change(row)))
        .thenApply(
            rows -> {
              var latest = new LinkedHashMap<String, PolicyChange>();
              rows.forEach(row -> latest.put(row.getKey(), row.getValue()));
              return latest;
            });
  }

  /** The changes of one bucket, the last one first. */
  CompletionStage<List<PolicyChange>> history(String bucket, int limit) {
    return tables.select(
        HISTORY, statement -> statement.bind(0, bucket).bind(1, limit), PolicyRows::change);
  }

  /** Stores a change; false if the bucket's latest version is not the expected one. */
  CompletionStage<Boolean> change(
      String bucket, long expected, Optional<Map<String, Object>> policy, String who, Instant now) {
    return tables
        .update(
            CHANGE,
            statement -> {
              var bound = statement.bind(0, bucket).bind(1, expected);
              return policy
                  .map(set -> bound.bind(2, json(set)))
                  .orElseGet(() -> bound.bindNull(2, String.class))
                  .bind(3, who)
                  .bind(4, now.atOffset(ZoneOffset.UTC));
            })
        .thenApply(rows -> rows == 1)
        .exceptionally(PolicyRows::overtaken);
  }

  private static boolean overtaken(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof R2dbcDataIntegrityViolationException) {
      return false;
    }
    throw new CompletionException(cause);
  }

  private static PolicyChange change(Row row) {
    return new PolicyChange(
        row.get(1, Long.class),
        Optional.ofNullable(row.get(2, String.class)).map(PolicyRows::parsed),
        row.get(3, String.class),
        row.get(4, OffsetDateTime.class).toInstant());
  }

  private static Map<String, Object> parsed(String json) {
    return ConfigFactory.parseString(json, JSON).root().unwrapped();
  }

  private static String json(Map<String, Object> policy) {
    return PolicyTexts.worded(policy).root().render(ConfigRenderOptions.concise());
  }
}
