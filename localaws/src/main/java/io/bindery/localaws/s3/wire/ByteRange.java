package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object's bytes.
 *
 * @param from the first byte's index
 * @param length at least 1
 */
public record ByteRange(long from, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

  /** More digits may be more than a long holds; no object is so large. */
  private static final int SAFE_DIGITS = 18;

  /**
   * Of the header Range. One that is malformed, or asks for several ranges, counts as none, as S3
   * and the HTTP standard have it.
   *
   * @throws AwsError 416 if the object has none of the bytes
   */
  public static Optional<ByteRange> of(String header, long size) {
    Matcher matcher = RANGE.matcher(header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Math.min(number(matcher.group(2)), size);
      if (last == 0) {
        throw unsatisfiable();
      }
      return Optional.of(new ByteRange(size - last, last));
    }
    long from = number(matcher.group(1));
    long to = matcher.group(2).isEmpty() ? size - 1 : number(matcher.group(2));
    if (!matcher.group(2).isEmpty() && to < from) {
      return Optional.empty();
    }
    if (from >= size) {
      throw unsatisfiable();
    }
    return Optional.of(new ByteRange(from, Math.min(to, size - 1) - from + 1));
  }

  /**
   * Of the header x-amz-copy-source-range, which must name both ends.
   *
   * @throws AwsError 400 if it is malformed or goes beyond the object
   */
  public static ByteRange ofCopy(String header, long size) {
    Matcher matcher = RANGE.matcher(header);
    if (!matcher.matches()
        || matcher.group(1).isEmpty()
        || matcher.group(2).isEmpty()
        || number(matcher.group(2)) < number(matcher.group(1))) {
      throw new AwsError(
          400,
          "InvalidArgument",
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy");
    }
    long from = number(matcher.group(1));
    long to = number(matcher.group(2));
    if (to >= size) {
      throw new AwsError(
          416, "InvalidRange", "Range specified is not valid for source object of size: " + size);
    }
    return new ByteRange(from, to - from + 1);
  }

  private static long number(String digits) {
    var significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > SAFE_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  private static AwsError unsatisfiable() {
    return new AwsError(416, "InvalidRange", "The requested range is not satisfiable");
  }

  /** The header Content-Range. */
  public String contentRange(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }
}
