package io.bindery.service.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Who sends a request, as far as it was proved.
 *
 * @param name of a token, or as an issuer calls somebody; safe to be shown
 * @param role what he may do
 * @param how it was proved
 * @param expiresAt when that ends; absent: not by itself
 */
public record Principal(String name, Role role, How how, Optional<Instant> expiresAt) {
  /** How it was proved who sends a request. */
  public enum How {
    /** Not at all; such requests are only answered what anyone may know. */
    NOBODY,
    /** It was not: there are no tokens, and whoever uses this machine may do everything. */
    OPEN,
    /** By a bearer token of this service. */
    TOKEN,
    /** By a token of an issuer. */
    JWT,
    /** By the cookie of a browser that signed in. */
    SESSION;

    /** As it is written in answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who showed nothing, where there are tokens. */
  public static final Principal NOBODY =
      new Principal("nobody", Role.VIEWER, How.NOBODY, Optional.empty());

  /** Whoever uses this machine, where there are no tokens. */
  public static final Principal ANYBODY =
      new Principal("anybody", Role.ADMIN, How.OPEN, Optional.empty());
}
