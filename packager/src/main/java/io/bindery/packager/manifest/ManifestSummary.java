package io.bindery.packager.manifest;

/**
 * What a whole manifest comes to.
 *
 * @param entries how many files the package has
 * @param contentBytes the sum of their sizes, at most {@link Long#MAX_VALUE}
 * @param manifestBytes length of the manifest
 */
public record ManifestSummary(
    TopHash topHash, long entries, long contentBytes, long manifestBytes) {}
