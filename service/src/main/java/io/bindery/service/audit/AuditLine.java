package io.bindery.service.audit;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A record with its hash, as the table and exports have it. An export's line is the record itself,
 * with the hash as its last field: without that field it is, byte for byte, what was hashed.
 *
 * @param seq its number
 * @param at when it was written
 * @param prev hash of the record before it, in hexadecimal digits
 * @param record JSON on one line
 * @param hash of the record, in hexadecimal digits
 */
public record AuditLine(long seq, String at, String prev, String record, String hash) {
  /** The hash before the first record. */
  public static final String NOTHING = "0".repeat(64);

  private static final Pattern RECORD =
      Pattern.compile(
          "\\{\"seq\":([0-9]{1,18}),\"at\":\"([^\"\\\\]{1,40})\",\"prev\":\"([0-9a-f]{64})\",");

  private static final Pattern TAIL = Pattern.compile(",\"hash\":\"([0-9a-f]{64})\"}");
  private static final int TAIL_LENGTH = ",\"hash\":\"".length() + 64 + "\"}".length();

  /** Reads what the table has; nothing if that is no record. */
  static Optional<AuditLine> of(String record, byte[] hash) {
    return of(record, HexFormat.of().formatHex(hash));
  }

  private static Optional<AuditLine> of(String record, String hash) {
    var head = RECORD.matcher(record);
    return head.lookingAt()
        ? Optional.of(
            new AuditLine(
                Long.parseLong(head.group(1)), head.group(2), head.group(3), record, hash))
        : Optional.empty();
  }

  /** Reads a line of an export; nothing if it is none. */
  public static Optional<AuditLine> parse(String line) {
    int end = line.length() - TAIL_LENGTH;
    if (end < 1) {
      return Optional.empty();
    }
    var tail = TAIL.matcher(line.substring(end));
    return tail.matches() ? of(line.substring(0, end) + "}", tail.group(1)) : Optional.empty();
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return "%s,\"hash\":\"%s\"}".formatted(record.substring(0, record.length() - 1), hash);
  }

  /** Where it is, for whoever wants to find out later whether something was cut off behind it. */
  public AuditAnchor anchor() {
    return new AuditAnchor(seq, hash);
  }
}
