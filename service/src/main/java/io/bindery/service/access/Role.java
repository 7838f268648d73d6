package io.bindery.service.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do. Each role may do what those before it may. */
public enum Role {
  /** Sees everything, and changes nothing. */
  VIEWER,
  /** Gives orders to batches, jobs and messages. */
  OPERATOR,
  /** Sets policies and sources, and does what cannot be undone. */
  ADMIN;

  /** Whether this role may do what needs another one. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** As it is written in settings and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this word; nothing if there is none. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
