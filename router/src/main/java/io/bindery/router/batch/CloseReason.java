package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What closed a batch. */
public enum CloseReason {
  /** It has as many distinct keys as the trigger's count. */
  @JsonProperty("count")
  COUNT,
  /** No object event came for the trigger's quiet time. */
  @JsonProperty("quiet")
  QUIET;

  /** The word for it in announcements and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
