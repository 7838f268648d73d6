package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Of what kind the reason is why a publication stopped. The words are in the journal and tables.
 */
public enum ReasonCode {
  /** Data Exchange found malware, or what it cannot look into. */
  MALWARE,
  /** An object is gone. */
  OBJECT_MISSING,
  /** An object is another one than when the plan was made. */
  OBJECT_CHANGED,
  /** An object, or a revision, is larger than Data Exchange allows. */
  QUOTA,
  /** Data Exchange may not read an object. */
  ACCESS,
  /** A job was cancelled, or timed out, from outside. */
  JOB_ENDED_OUTSIDE,
  /** A job failed again and again. */
  JOB_FAILED,
  /** Revisions do not have the assets that they should have. */
  ASSETS_DIFFER,
  /** Data Exchange does not make a revision final. */
  FINALIZE_REFUSED,
  /** The catalog does not add revisions to the product. */
  CHANGE_SET_FAILED,
  /** Data Exchange does not revoke or remove a revision. */
  REMOVAL_REFUSED,
  /** Data Exchange refuses a call for good. */
  REFUSED;

  /** In lower case, with hyphens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
