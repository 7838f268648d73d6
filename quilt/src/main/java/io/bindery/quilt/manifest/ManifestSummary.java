package io.bindery.quilt.manifest;

/**
 * What a whole manifest comes to.
 *
 * @param entries how many files the package has
 * @param contentBytes the sum of their sizes, at most {@link Long#MAX_VALUE}
 * @param manifestBytes length of the manifest
 */
public record ManifestSummary(
    TopHash topHash, long entries, long contentBytes, long manifestBytes) {

  /** A sum that stays at the largest number instead of going beyond it. */
  static long add(long sum, long size) {
    return size > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + size;
  }
}
