package io.bindery.service.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in the trail and the hash that stood there: kept elsewhere, it proves what the trail was.
 *
 * @param seq number of the record; 0 before the first
 * @param hash of the record, in 64 hexadecimal digits
 */
public record AuditAnchor(long seq, String hash) {
  /** Before the first record. */
  public static final AuditAnchor BEGIN = new AuditAnchor(0, AuditLine.NOTHING);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

  /** Reads {@code SEQ:HASH}; nothing if it is none. */
  public static Optional<AuditAnchor> parse(String text) {
    var matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new AuditAnchor(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}
