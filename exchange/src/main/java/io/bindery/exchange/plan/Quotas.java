package io.bindery.exchange.plan;

import io.bindery.platform.settings.Settings;

/**
 * What AWS Data Exchange allows.
 *
 * @param assetsPerRevision how many assets a revision has at most
 * @param assetsPerJob how many assets one import job takes at most
 * @param jobsAtOnce how many import jobs run at one time
 * @param revisions how many revisions a data set has at most
 * @param assetBytes the size of an asset at most
 * @param accessEntries how many keys and prefixes together a grant of access to S3 names at most
 */
public record Quotas(
    int assetsPerRevision,
    int assetsPerJob,
    int jobsAtOnce,
    int revisions,
    long assetBytes,
    int accessEntries) {
  static Quotas from(Settings settings) {
    return new Quotas(
        settings.integer("assets-per-revision", 1, 1_000_000),
        settings.integer("assets-per-job", 1, 1_000),
        settings.integer("jobs-at-once", 1, 1_000),
        settings.integer("revisions-per-data-set", 1, 1_000_000),
        settings.bytes("asset-bytes", 1, 1L << 50),
        settings.integer("access-entries", 1, 100));
  }
}
