package io.bindery.exchange.slots;

import java.util.Locale;

/** Jobs that Data Exchange counts together. */
public enum SlotKind {
  /** They import objects. */
  IMPORT,
  /** They let subscribers read in a bucket. */
  ACCESS;

  /** As tables and figures say it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
