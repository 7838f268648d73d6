package io.bindery.service.audit;

import java.util.Locale;

/** What a record is about. */
public enum Kind {
  /** An order, before it is carried out. */
  ORDER,
  /** What became of an order. */
  OUTCOME,
  /** A browser signed in. */
  SIGN_IN,
  /** A browser signed out. */
  SIGN_OUT,
  /** A token was refused, or an order of somebody who has not the role for it. */
  REFUSED;

  /** As it is written in records. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
