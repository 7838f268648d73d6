package io.bindery.exchange.intake;

import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.util.Set;

/**
 * How publications are asked for.
 *
 * @param manifestBuckets what is written there as {@code .json} is published
 * @param inlineBytes how large a manifest may be that comes with a request
 */
public record IntakeSettings(Set<String> manifestBuckets, long inlineBytes) {
  public IntakeSettings {
    manifestBuckets = Set.copyOf(manifestBuckets);
  }

  /** Reads its part of the section {@code bindery.exchange}. */
  public static IntakeSettings from(Settings settings) {
    return new IntakeSettings(
        Set.copyOf(settings.texts("manifest-buckets", Grammar.BUCKET)),
        settings.bytes("inline-manifest-bytes", 1 << 10, 64 << 20));
  }
}
