package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a job of Data Exchange ended. The words are in the journal and in figures. */
public enum JobEnd {
  /** All of its assets are there. */
  COMPLETED,
  /** In ERROR: some of its assets may be there. */
  ERROR,
  /** Cancelled by somebody else. */
  CANCELLED,
  /** Data Exchange took too long. */
  TIMED_OUT,
  /** Cancelled by the publication itself, before it began. */
  WITHDRAWN,
  /** Data Exchange does not know it any more. */
  GONE;

  /** In lower case, with hyphens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
