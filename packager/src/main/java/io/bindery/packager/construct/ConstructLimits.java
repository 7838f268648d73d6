package io.bindery.packager.construct;

import io.bindery.platform.settings.Settings;

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

  /** Reads the section {@code construct}. */
  public static ConstructLimits from(Settings construct) {
    return new ConstructLimits(
        construct
            .integerOrOff("max-files", 1, Integer.MAX_VALUE)
            .map(Integer::longValue)
            .orElse(Long.MAX_VALUE),
        construct.bytesOrOff("max-bytes", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE),
        construct.bytesOrOff("max-file-bytes", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE));
  }
}
