package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.Mode;
import io.bindery.platform.settings.Settings;

/**
 * What AWS Data Exchange allows.
 *
 * @param assetsPerRevision how many assets a revision has at most
 * @param assetsPerJob how many assets one import job takes at most
 * @param jobsAtOnce how many import jobs run at one time
 * @param revisions how many revisions a data set has at most
 * @param assetBytes the size of an asset at most
 * @param accessRevisions how many revisions a data set of access to S3 has at most
 * @param accessEntries how many keys and prefixes together a grant of access to S3 names at most
 */
public record Quotas(
    int assetsPerRevision,
    int assetsPerJob,
    int jobsAtOnce,
    int revisions,
    int accessRevisions,
    long assetBytes,
    int accessEntries) {
  static Quotas from(Settings settings) {
    return new Quotas(
        settings.integer("assets-per-revision", 1, 1_000_000),
        settings.integer("assets-per-job", 1, 1_000),
        settings.integer("jobs-at-once", 1, 1_000),
        settings.integer("revisions-per-data-set", 1, 1_000_000),
        settings.integer("access-revisions-per-data-set", 1, 1_000_000),
        settings.bytes("asset-bytes", 1, 1L << 50),
        settings.integer("access-entries", 1, 100));
  }

  /** How many revisions a data set has at most, if its assets are made in this way. */
  public int revisions(Mode mode) {
    return mode == Mode.S3_DATA_ACCESS ? accessRevisions : revisions;
  }

  /** The setting that says so. */
  public static String revisionsSetting(Mode mode) {
    return "bindery.exchange.quotas."
        + (mode == Mode.S3_DATA_ACCESS
            ? "access-revisions-per-data-set"
            : "revisions-per-data-set");
  }
}
