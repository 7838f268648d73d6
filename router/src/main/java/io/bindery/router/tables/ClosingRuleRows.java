package io.bindery.router.tables;

import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The table {@code closing_rule}. */
final class ClosingRuleRows {
  /**
   * While nodes are restarted one after another, those with the old policies go on for a while: a
   * rule that changed so lately counts as unknown to each that starts.
   */
  static final Duration UNSETTLED = Duration.ofHours(1);

  /** Under it stands the rule of the buckets that are not named. */
  private static final String OTHERS = "";

  /** No rule has these words. */
  private static final String UNKNOWN = "";

  private static final String LOAD =
      "SELECT bucket, CASE WHEN changed_at > $1 THEN '' ELSE rule END FROM closing_rule";

  private static final String STORE =
      """
      INSERT INTO closing_rule (bucket, rule, changed_at)
      SELECT r.bucket, r.rule, CASE WHEN EXISTS (SELECT FROM closing_rule) THEN $4 ELSE $3 END
      FROM unnest($1::text[], $2::text[]) AS r(bucket, rule)
      ON CONFLICT (bucket) DO UPDATE SET rule = excluded.rule, changed_at = $4
        WHERE closing_rule.rule <> excluded.rule
      """;

  private final Tables tables;

  ClosingRuleRows(Tables tables) {
    this.tables = tables;
  }

  /** The rules that all open batches go by; what is not known for certain differs from any rule. */
  CompletionStage<ClosingRules> load(Instant now) {
    return tables
        .select(
            LOAD,
            statement -> statement.bind(0, BatchTables.time(now.minus(UNSETTLED))),
            row -> Map.entry(row.get(0, String.class), row.get(1, String.class)))
        .thenApply(
            rows -> {
              var named = new LinkedHashMap<String, String>();
              rows.forEach(row -> named.put(row.getKey(), row.getValue()));
              var others = named.remove(OTHERS);
              return new ClosingRules(named, others == null ? UNKNOWN : others);
            });
  }

  /**
   * Keeps the rules; those of buckets that are no longer named are the rule of the others.
   *
   * @param firstAt when the rules count as changed if none was ever kept
   */
  CompletionStage<Long> store(
      ClosingRules rules, List<String> names, Instant firstAt, Instant now) {
    var buckets = new ArrayList<>(names);
    buckets.add(OTHERS);
    return tables.update(
        STORE,
        statement ->
            statement
                .bind(0, buckets.toArray(String[]::new))
                .bind(1, buckets.stream().map(rules::of).toArray(String[]::new))
                .bind(2, BatchTables.time(firstAt))
                .bind(3, BatchTables.time(now)));
  }
}
