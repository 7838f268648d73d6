package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What closed a batch. */
public enum CloseReason {
  /** It has as many keys or object events as the trigger's count. */
  @JsonProperty("count")
  COUNT,
  /** No object event came for the trigger's quiet time. */
  @JsonProperty("quiet")
  QUIET,
  /** Its first object event is as old as the trigger's max age. */
  @JsonProperty("max-age")
  MAX_AGE,
  /** A marker came, and the trigger's time to settle is over. */
  @JsonProperty("marker")
  MARKER,
  /** The conditions that have to hold together did. */
  @JsonProperty("all")
  ALL,
  /** An operator asked for it. */
  @JsonProperty("flush")
  FLUSH;

  /** The word for it in announcements and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason by the name of the condition that held. */
  static CloseReason of(String condition) {
    return valueOf(condition.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
