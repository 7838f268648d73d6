package io.bindery.packager.workflow;

import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Bounds for the rules of registries.
 *
 * @param maxConfig bytes of the largest {@code config.yml} that is read
 * @param maxSchema bytes of the largest schema that is read
 * @param timeLimit for the check of all entries of one package
 * @param schemaBuckets that schemas may be read from, besides the registry itself
 */
public record WorkflowSettings(
    int maxConfig, int maxSchema, Duration timeLimit, Set<String> schemaBuckets) {
  /** Schemas of the registry itself only. */
  public static final WorkflowSettings DEFAULT =
      new WorkflowSettings(1 << 20, 1 << 20, Duration.ofMinutes(10), Set.of());

  private static final long MIN_RULES = 1L << 10;
  private static final long MAX_RULES = 16L << 20;

  public WorkflowSettings {
    schemaBuckets = Set.copyOf(schemaBuckets);
  }

  /**
   * Reads its part of {@code bindery.packager}. What may be packaged or pushed to may be read for
   * its schemas as well.
   */
  public static WorkflowSettings from(Settings packager) {
    var workflows = packager.section("workflows");
    var buckets = new HashSet<>(workflows.texts("schema-buckets", Grammar.BUCKET));
    buckets.addAll(packager.texts("sources"));
    buckets.addAll(packager.texts("registries"));
    return new WorkflowSettings(
        (int) workflows.bytes("max-config", MIN_RULES, MAX_RULES),
        (int) workflows.bytes("max-schema", MIN_RULES, MAX_RULES),
        workflows.duration("time-limit", Duration.ofSeconds(1), Duration.ofDays(1)),
        buckets);
  }
}
