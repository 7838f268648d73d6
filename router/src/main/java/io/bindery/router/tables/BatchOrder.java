package io.bindery.router.tables;

import java.util.Locale;

/** In which order batches are listed. */
public enum BatchOrder {
  /** Next to close first; those that time alone does not close come last. */
  DUE,
  /** By bucket and common prefix, as their bytes are ordered. */
  PREFIX,
  /** Closed last first. */
  LATEST;

  /** The word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
