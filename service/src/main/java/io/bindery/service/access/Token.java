package io.bindery.service.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A bearer token as settings and files have it: {@code NAME ROLE SHA256}, and the day until which
 * it may be used, if it has one.
 *
 * @param name whose it is
 * @param role what he may do
 * @param sha256 of the token, 64 lower-case hexadecimal digits
 * @param until when it is used no more; absent: it does not end by itself
 */
public record Token(String name, Role role, String sha256, Optional<Instant> until) {
  /** What begins each token that Bindery makes, so that scanners for leaked secrets find it. */
  public static final String PREFIX = "bindery_";

  /** How a line is written, in words. */
  public static final String ALLOWED =
      "NAME ROLE SHA256, and a day such as 2027-01-31 if it ends: a name of letters, digits and"
          + " ._@+-, one of viewer, operator, admin, and 64 hexadecimal digits, as bindery token"
          + " make prints them";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,100}");
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");

  /** Whether it may be a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether it may be a hash. */
  public static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /** Reads a line; nothing if it is none. */
  public static Optional<Token> parse(String line) {
    var parts = BLANKS.split(line.strip(), -1);
    if (parts.length < 3 || parts.length > 4 || !isName(parts[0]) || !isHash(parts[2])) {
      return Optional.empty();
    }
    var role = Role.of(parts[1]);
    if (role.isEmpty()) {
      return Optional.empty();
    }
    var sha256 = parts[2].toLowerCase(Locale.ROOT);
    if (parts.length == 3) {
      return Optional.of(new Token(parts[0], role.get(), sha256, Optional.empty()));
    }
    try {
      var end = LocalDate.parse(parts[3]).atStartOfDay(ZoneOffset.UTC).toInstant();
      return Optional.of(new Token(parts[0], role.get(), sha256, Optional.of(end)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** As {@link #parse} reads it. */
  public String line() {
    return "%s %s %s%s"
        .formatted(
            name,
            role.word(),
            sha256,
            until.map(end -> " " + LocalDate.ofInstant(end, ZoneOffset.UTC)).orElse(""));
  }

  Principal principal() {
    return new Principal(name, role, Principal.How.TOKEN, until);
  }
}
