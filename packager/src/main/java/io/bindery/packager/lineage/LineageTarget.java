package io.bindery.packager.lineage;

import java.util.Locale;

/** Where run events go. */
public enum LineageTarget {
  HTTP,
  TOPIC;

  /** As the table and the API have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
