package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Until when a presigned URL can be used. Its signature is not looked at. */
final class Expiry {
  private static final int LONGEST = 604_800;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private Expiry() {}

  static void require(S3Request request, Instant now) {
    if (request.asks("Signature") && request.asks("Expires")) {
      requireOlder(request.parameter("Expires"), now);
    }
    if (!request.asks("X-Amz-Expires")) {
      return;
    }
    String seconds = request.parameter("X-Amz-Expires");
    if (!seconds.matches("[0-9]{1,9}")
        || Integer.parseInt(seconds) < 1
        || Integer.parseInt(seconds) > LONGEST) {
      throw new AwsError(
          403,
          "AuthorizationQueryParametersError",
          "X-Amz-Expires must be a number from 1 to " + LONGEST + " (a week in seconds)");
    }
    try {
      Instant signed =
          LocalDateTime.parse(request.parameter("X-Amz-Date"), DATE).toInstant(ZoneOffset.UTC);
      if (signed.plusSeconds(Integer.parseInt(seconds)).isBefore(now)) {
        throw new AwsError(403, "AccessDenied", "Request has expired");
      }
    } catch (DateTimeException e) {
      throw new AwsError(
          403,
          "AuthorizationQueryParametersError",
          "X-Amz-Date must be in the ISO8601 Long Format");
    }
  }

  /** As signatures of version 2 have it: boto3 writes such URLs unless it is told otherwise. */
  private static void requireOlder(String expires, Instant now) {
    if (!expires.matches("[0-9]{1,12}")) {
      throw new AwsError(
          403, "AccessDenied", "Invalid date (should be seconds since epoch): " + expires);
    }
    if (Long.parseLong(expires) < now.getEpochSecond()) {
      throw new AwsError(403, "AccessDenied", "Request has expired");
    }
  }
}
