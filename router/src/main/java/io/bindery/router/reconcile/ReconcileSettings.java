package io.bindery.router.reconcile;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * Section {@code bindery.router.reconcile}.
 *
 * @param objectsPerSecond how fast a bucket is listed, old versions counted as well
 * @param grace objects younger than this are left to their notices
 * @param refusedFor how long a listing that AWS refuses, as for a right that was taken away, is
 *     tried again
 * @param overlap how far behind the last reconciliation the next one begins to compare: an object's
 *     date can be so much older than the object, as after a long multipart upload
 */
public record ReconcileSettings(
    int objectsPerSecond, Duration grace, Duration refusedFor, Duration overlap) {
  /** Reads the section. */
  public static ReconcileSettings from(Settings section) {
    return new ReconcileSettings(
        section.integer("objects-per-second", 1, 1_000_000),
        section.duration("grace", Duration.ZERO, Duration.ofDays(30)),
        section.duration("refused-for", Duration.ZERO, Duration.ofDays(30)),
        section.duration("overlap", Duration.ZERO, Duration.ofDays(366)));
  }
}
