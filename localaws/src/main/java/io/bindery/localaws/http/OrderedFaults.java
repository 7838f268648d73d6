package io.bindery.localaws.http;

import io.bindery.localaws.Faults;
import java.util.List;
import java.util.Optional;

/** Answers calls as a test has ordered it, in place of the services. */
final class OrderedFaults {
  private OrderedFaults() {}

  /** Whether a call meets an ordered fault; it is answered then, or will be. */
  static boolean meets(Exchange exchange, Faults faults, Gateway.Services services) {
    var rest = services.rest(exchange);
    String operation =
        rest.map(service -> service.operation(exchange.method(), exchange.rawPath()))
            .orElseGet(() -> operation(exchange));
    var refusal = faults.refusalOf(operation);
    if (refusal.isPresent()) {
      refuse(exchange, operation, refusal.get(), rest);
      return true;
    }
    var stall = faults.stallOf(operation);
    if (stall.isEmpty()) {
      return false;
    }
    var unused =
        stall
            .get()
            .thenRun(
                () ->
                    refuse(
                        exchange, operation, new Faults.Refusal(503, "ServiceUnavailable"), rest));
    return true;
  }

  private static void refuse(
      Exchange exchange, String operation, Faults.Refusal refusal, Optional<RestService> rest) {
    String message = "A refusal of " + operation + " that a test ordered.";
    if (rest.isPresent()) {
      exchange.answer(
          rest.get()
              .refusal(
                  new AwsError(refusal.status(), refusal.code(), message), exchange.requestId()));
    } else if (exchange.header("X-Amz-Target").isEmpty()) {
      exchange.answer(
          AwsResponse.xml(
              refusal.status(),
              "<Error><Code>%s</Code><Message>%s</Message></Error>"
                  .formatted(refusal.code(), message)));
    } else {
      exchange.answer(JsonErrors.body(refusal.status(), refusal.code(), message));
    }
  }

  /**
   * As AWS names it; of S3 only what is about a bucket as a whole, and looks at, writes and
   * deletions of whole objects.
   */
  private static String operation(Exchange exchange) {
    String target = exchange.header("X-Amz-Target");
    if (!target.isEmpty()) {
      return target.substring(target.indexOf('.') + 1);
    }
    String query = exchange.rawQuery();
    boolean bucketAlone = exchange.rawPath().indexOf('/', 1) < 0;
    if (!bucketAlone) {
      if (exchange.method().equals("HEAD")) {
        return "HeadObject";
      }
      if (exchange.method().equals("DELETE")) {
        return query.isEmpty() || query.startsWith("versionId=") ? "DeleteObject" : "";
      }
      boolean isWrite = exchange.method().equals("PUT") && query.isEmpty();
      return isWrite && exchange.header("x-amz-copy-source").isEmpty() ? "PutObject" : "";
    }
    if (exchange.method().equals("HEAD")) {
      return "HeadBucket";
    }
    if (!exchange.method().equals("GET")) {
      return "";
    }
    if (query.startsWith("versioning")) {
      return "GetBucketVersioning";
    }
    if (query.startsWith("notification")) {
      return "GetBucketNotificationConfiguration";
    }
    if (List.of(query.split("&", -1)).contains("versions")) {
      return "ListObjectVersions";
    }
    return query.contains("list-type=2") ? "ListObjectsV2" : "";
  }
}
