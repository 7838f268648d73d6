package io.bindery.packager.construct;

/**
 * What of a package of named entries may have to be hashed. Entries whose hash is given, cached or
 * kept by S3 do not count.
 *
 * @param files how many
 * @param bytes of all of them
 * @param fileBytes of each
 */
public record ConstructLimits(long files, long bytes, long fileBytes) {
  /** No limits. */
  public static final ConstructLimits NONE =
      new ConstructLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
