package io.bindery.localaws.exchange;

import io.bindery.localaws.http.AwsError;
import java.util.Map;

/** The errors of Data Exchange. */
final class Errors {
  private Errors() {}

  static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  static AwsError notFound(String type, String id) {
    return new AwsError(
        404,
        "ResourceNotFoundException",
        "Could not find %s with id %s.".formatted(type, id),
        Map.of("ResourceId", id, "ResourceType", type));
  }

  static AwsError conflict(String type, String id, String message) {
    return new AwsError(
        409, "ConflictException", message, Map.of("ResourceId", id, "ResourceType", type));
  }

  static AwsError limit(String name, double value) {
    return new AwsError(
        402,
        "ServiceLimitExceededException",
        "The limit '%s' of %.0f is exceeded.".formatted(name, value),
        Map.of("LimitName", name, "LimitValue", value));
  }

  static AwsError throttled(String message) {
    return new AwsError(429, "ThrottlingException", message);
  }
}
