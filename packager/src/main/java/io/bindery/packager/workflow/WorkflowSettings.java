package io.bindery.packager.workflow;

import java.time.Duration;
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

  public WorkflowSettings {
    schemaBuckets = Set.copyOf(schemaBuckets);
  }
}
