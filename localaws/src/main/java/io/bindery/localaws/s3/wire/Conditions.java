package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Conditions on what is there.
 *
 * @param ifMatch etags, or "*"; "" if not asked, as the others
 */
public record Conditions(
    String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {

  /** What a read finds. */
  public enum Outcome {
    GO_ON,
    NOT_MODIFIED,
    FAILED
  }

  /** Of a request's own headers. */
  public static Conditions of(UnaryOperator<String> headers) {
    return of(headers, "");
  }

  /** Of the source of a copy. */
  public static Conditions ofSource(UnaryOperator<String> headers) {
    return of(headers, "x-amz-copy-source-");
  }

  private static Conditions of(UnaryOperator<String> headers, String prefix) {
    return new Conditions(
        headers.apply(prefix + "if-match"),
        headers.apply(prefix + "if-none-match"),
        headers.apply(prefix + "if-modified-since"),
        headers.apply(prefix + "if-unmodified-since"));
  }

  /** For a read of something with this etag, which is without quotes, and this time. */
  public Outcome read(String etag, Instant written) {
    Instant seconds = written.truncatedTo(ChronoUnit.SECONDS);
    if (!ifMatch.isEmpty()) {
      if (!names(ifMatch, etag)) {
        return Outcome.FAILED;
      }
    } else if (date(ifUnmodifiedSince).filter(seconds::isAfter).isPresent()) {
      return Outcome.FAILED;
    }
    if (!ifNoneMatch.isEmpty()) {
      if (names(ifNoneMatch, etag)) {
        return Outcome.NOT_MODIFIED;
      }
    } else if (date(ifModifiedSince).filter(since -> !seconds.isAfter(since)).isPresent()) {
      return Outcome.NOT_MODIFIED;
    }
    return Outcome.GO_ON;
  }

  /**
   * For a write over what has this etag, if something is there. As S3 has it, a write asks for
   * nothing at its place, or for one etag there, and never for both.
   *
   * @throws AwsError 412, 404 if what must match is not there, or 501 for what S3 does not offer
   */
  public void requireWrite(Optional<String> etag) {
    if (!ifNoneMatch.isEmpty() && (!ifNoneMatch.strip().equals("*") || !ifMatch.isEmpty())) {
      throw new AwsError(
          501,
          "NotImplemented",
          "A header you provided implies functionality that is not implemented: of If-None-Match a"
              + " write takes * alone, and without If-Match");
    }
    if (!ifMatch.isEmpty()) {
      if (etag.isEmpty()) {
        throw new AwsError(404, "NoSuchKey", "The specified key does not exist.");
      }
      if (!names(ifMatch, etag.get())) {
        throw failed();
      }
    }
    if (!ifNoneMatch.isEmpty() && etag.filter(e -> names(ifNoneMatch, e)).isPresent()) {
      throw failed();
    }
  }

  public static AwsError failed() {
    return new AwsError(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  private static boolean names(String etags, String etag) {
    return Arrays.stream(etags.split(",", -1))
        .map(String::strip)
        .map(e -> e.startsWith("W/") ? e.substring(2) : e)
        .map(e -> e.replace("\"", ""))
        .anyMatch(e -> e.equals("*") || e.equals(etag));
  }

  private static Optional<Instant> date(String header) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      // As HTTP has it, a date that cannot be read is no condition.
      return Optional.empty();
    }
  }
}
