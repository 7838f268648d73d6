package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A quota that decides how a plan is cut. The words are in the journal. */
public enum QuotaName {
  ASSETS_PER_REVISION,
  ASSETS_PER_JOB;

  /** In lower case, with hyphens, as the setting is called. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
