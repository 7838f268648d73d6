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
    DATA_EXCHANGE,
    MARKETPLACE_CATALOG,
    /** A service that is not here. */
    UNKNOWN
  }

  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/,]*/[0-9]+/[^/,]*/([a-z0-9-]+)/aws4_request");

  /** No bucket has such a name, so these are known without a signature. */
  private static final Set<String> CATALOG_PATHS =
      Set.of(
          "/DescribeEntity",
          "/StartChangeSet",
          "/DescribeChangeSet",
          "/ListChangeSets",
          "/CancelChangeSet");

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
   * @param path as it was sent
   */
  static Service route(String target, String authorization, String action, String path) {
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
                  case "dataexchange" -> Service.DATA_EXCHANGE;
                  case "aws-marketplace" -> Service.MARKETPLACE_CATALOG;
                  default -> Service.UNKNOWN;
                })
        .orElseGet(
            () -> {
              if (action.isEmpty()) {
                return byPath(path);
              }
              return SNS_ONLY.contains(action) ? Service.SNS : Service.SQS;
            });
  }

  /** Names of buckets have three characters at least, and no capitals. */
  private static Service byPath(String path) {
    if (path.startsWith("/v1/")) {
      return Service.DATA_EXCHANGE;
    }
    return CATALOG_PATHS.contains(path) ? Service.MARKETPLACE_CATALOG : Service.S3;
  }

  /** The service named in the credential scope of a signature, if the request is signed. */
  static Optional<String> scope(String authorization) {
    Matcher matcher = SCOPE.matcher(authorization);
    return matcher.find()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
