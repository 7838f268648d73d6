package io.bindery.router.batch;

import java.util.Locale;

/** What an operator can do to a batch. */
public enum Verb {
  /** Close it now, whatever its trigger says. */
  FLUSH,
  /** Record, but do not close until resumed. */
  PAUSE,
  /** Go by the trigger again. */
  RESUME,
  /** Forget what was recorded since the prior trigger, without announcing it. */
  DISCARD;

  /** The word for it in tables and logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
