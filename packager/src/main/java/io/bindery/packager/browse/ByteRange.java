package io.bindery.packager.browse;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a file, as a client asks for it.
 *
 * @param first from 0
 * @param last included
 */
public record ByteRange(long first, long last) {
  private static final Pattern HEADER = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** What a client asks for. */
  public sealed interface Asked {}

  /** All of it: there is no range, or none that is understood. */
  public record Whole() implements Asked {}

  /** One part of it. */
  public record Part(ByteRange range) implements Asked {}

  /** A part behind the end. */
  public record Outside() implements Asked {}

  /**
   * Reads the header {@code Range}. As RFC 9110 allows, several ranges and other units are answered
   * with all of it.
   *
   * @param size of the file
   */
  public static Asked asked(Optional<String> header, long size) {
    var match = HEADER.matcher(header.orElse(""));
    if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
      return new Whole();
    }
    if (match.group(1).isEmpty()) {
      long count = Long.parseLong(match.group(2));
      return count == 0 || size == 0
          ? new Outside()
          : new Part(new ByteRange(Math.max(0, size - count), size - 1));
    }
    long first = Long.parseLong(match.group(1));
    long last = match.group(2).isEmpty() ? size - 1 : Long.parseLong(match.group(2));
    if (last < first && !match.group(2).isEmpty()) {
      return new Whole();
    }
    return first >= size ? new Outside() : new Part(new ByteRange(first, Math.min(last, size - 1)));
  }

  long length() {
    return last - first + 1;
  }

  /** As S3 is asked for it. */
  String header() {
    return "bytes=%d-%d".formatted(first, last);
  }
}
