package io.bindery.platform.database;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in a list that is ordered by time and then by id, so that rows of one microsecond have
 * places of their own. A list that is ordered by something else has it as its id.
 *
 * @param time to the microsecond, as Postgres keeps it
 * @param id tells rows of equal time apart
 */
public record Cursor(Instant time, String id) {
  /** Before the first row of a list that begins with the latest. */
  public static final Cursor LATEST = new Cursor(Instant.parse("9999-12-31T23:59:59Z"), "");

  private static final int LONGEST = 8192;

  public Cursor {
    time = time.truncatedTo(ChronoUnit.MICROS);
  }

  /** The place of a row in a list that is ordered by its id alone. */
  public static Cursor of(String id) {
    return new Cursor(Instant.EPOCH, id);
  }

  /** Reads what {@link #text()} wrote; nothing if it did not. */
  public static Optional<Cursor> parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int dot = plain.indexOf('.');
      var time = Instant.EPOCH.plus(Long.parseLong(plain.substring(0, dot)), ChronoUnit.MICROS);
      var cursor = new Cursor(time, plain.substring(dot + 1));
      return Optional.of(cursor).filter(read -> read.text().equals(text));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** As it is handed out: opaque, and safe in an address. */
  public String text() {
    // Micros of the year 9999 fit into a long; their nanos, by which ChronoUnit counts, do not.
    long micros = time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    var plain = micros + "." + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The id as a number.
   *
   * @return nothing if it is none
   */
  public Optional<Long> number() {
    try {
      return Optional.of(Long.parseLong(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
