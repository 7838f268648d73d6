package io.bindery.exchange.manifest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of the assets. */
public enum Mode {
  /** Data Exchange copies the objects into revisions. */
  IMPORT,
  /** Subscribers read the objects in the provider's bucket; nothing is copied. */
  S3_DATA_ACCESS;

  /** As manifests and settings write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Mode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
  }
}
