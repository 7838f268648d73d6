package io.bindery.platform.health;

import java.util.Locale;

/** How it is with something that a node depends on. */
public enum State {
  /** It was there when it was last looked at or used. */
  UP(true),
  /** Nobody may look, so it is taken to be there until it fails in use. */
  UNKNOWN(true),
  /** It does not answer, or has not been asked yet: it is asked again. */
  WAITING(false),
  /** The service answers, and says that there is no such thing. */
  MISSING(false),
  /** It is there, and this node has no right to use it. */
  DENIED(false),
  /** It is there, and cannot be used as it is. */
  BROKEN(false);

  private final boolean usable;

  State(boolean usable) {
    this.usable = usable;
  }

  /** Whether work that needs it can go on. */
  public boolean isUsable() {
    return usable;
  }

  /** The word for it in messages and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
