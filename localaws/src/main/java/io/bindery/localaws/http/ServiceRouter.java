package io.bindery.localaws.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which service a request is for, from what the SDKs and the CLI send. Pure. */
final class ServiceRouter {
  /** The services behind the endpoint. */
  enum Service {
    S3,
    SQS,
    SNS,
    EVENTS,
    STORAGE_GATEWAY,
    /** A service that is not here. */
    UNKNOWN
  }

  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/,]*/[0-9]+/[^/,]*/([a-z0-9-]+)/aws4_request");
  private static final Set<String> SNS_ONLY =
      Set.of(
          "CreateTopic",
          "DeleteTopic",
          "ListTopics",
          "GetTopicAttributes",
          "SetTopicAttributes",
          "Subscribe",
          "ConfirmSubscription",
          "Unsubscribe",
          "ListSubscriptions",
          "ListSubscriptionsByTopic",
          "GetSubscriptionAttributes",
          "SetSubscriptionAttributes",
          "Publish",
          "PublishBatch");

  private ServiceRouter() {}

  /**
   * @param target the header X-Amz-Target, or ""
   * @param authorization the header Authorization, or ""
   * @param action the parameter Action of the query protocol, or ""
   */
  static Service route(String target, String authorization, String action) {
    if (target.startsWith("AWSEvents.")) {
      return Service.EVENTS;
    }
    if (target.startsWith("AmazonSQS.")) {
      return Service.SQS;
    }
    if (target.startsWith("StorageGateway_20130630.")) {
      return Service.STORAGE_GATEWAY;
    }
    if (!target.isEmpty()) {
      return Service.UNKNOWN;
    }
    return scope(authorization)
        .map(
            service ->
                switch (service) {
                  case "s3", "s3express" -> Service.S3;
                  case "sqs" -> Service.SQS;
                  case "sns" -> Service.SNS;
                  case "events" -> Service.EVENTS;
                  default -> Service.UNKNOWN;
                })
        .orElseGet(
            () -> {
              if (action.isEmpty()) {
                return Service.S3;
              }
              return SNS_ONLY.contains(action) ? Service.SNS : Service.SQS;
            });
  }

  /** The service named in the credential scope of a signature, if the request is signed. */
  static Optional<String> scope(String authorization) {
    Matcher matcher = SCOPE.matcher(authorization);
    return matcher.find()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
