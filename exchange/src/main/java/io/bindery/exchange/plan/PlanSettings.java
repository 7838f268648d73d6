package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.Mode;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * How manifests are read and planned.
 *
 * @param sources buckets that may be published from, and that manifests may be read from
 * @param mode of manifests that name none
 * @param requests to S3 that run at one time
 * @param maxManifestBytes a larger manifest is refused
 * @param toldProblems how many problems are told one by one
 * @param jobTime how long an import job is thought to take
 */
public record PlanSettings(
    Set<String> sources,
    Mode mode,
    SameKey sameKey,
    int requests,
    long maxManifestBytes,
    int toldProblems,
    Duration jobTime,
    Quotas quotas) {
  public PlanSettings {
    sources = Set.copyOf(sources);
  }

  /** Reads the section {@code bindery.exchange}. */
  public static PlanSettings from(Settings settings) {
    return new PlanSettings(
        Set.copyOf(settings.texts("sources", Grammar.BUCKET)),
        settings.choice("mode", Mode.class),
        settings.choice("same-key", SameKey.class),
        settings.integer("requests", 1, 200),
        settings.bytes("max-manifest-bytes", 1 << 10, 1L << 40),
        settings.integer("told-problems", 1, 10_000),
        settings.duration("job-time", Duration.ofSeconds(1), Duration.ofHours(12)),
        Quotas.from(settings.section("quotas")));
  }
}
