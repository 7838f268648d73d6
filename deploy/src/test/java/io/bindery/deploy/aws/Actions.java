package io.bindery.deploy.aws;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rights each call of AWS needs, as the Service Authorization Reference has it. A call that
 * is not here is one that nobody has thought about.
 */
final class Actions {
  private static final Set<String> OBJECT = Set.of("s3:GetObject", "s3:GetObjectVersion");

  private static final Map<String, Set<String>> OF =
      Map.ofEntries(
          Map.entry("sqs:receiveMessage", Set.of("sqs:ReceiveMessage")),
          Map.entry("sqs:deleteMessage", Set.of("sqs:DeleteMessage")),
          Map.entry("sqs:deleteMessageBatch", Set.of("sqs:DeleteMessage")),
          Map.entry("sqs:changeMessageVisibilityBatch", Set.of("sqs:ChangeMessageVisibility")),
          Map.entry("sqs:getQueueAttributes", Set.of("sqs:GetQueueAttributes")),
          Map.entry("sqs:sendMessage", Set.of("sqs:SendMessage")),
          Map.entry("sqs:sendMessageBatch", Set.of("sqs:SendMessage")),
          Map.entry("sns:publishBatch", Set.of("sns:Publish")),
          Map.entry("sns:getTopicAttributes", Set.of("sns:GetTopicAttributes")),
          Map.entry("eventbridge:putEvents", Set.of("events:PutEvents")),
          Map.entry("eventbridge:describeEventBus", Set.of("events:DescribeEventBus")),
          Map.entry("s3:headBucket", Set.of("s3:ListBucket")),
          Map.entry("s3:listObjectsV2", Set.of("s3:ListBucket")),
          Map.entry("s3:listObjectVersions", Set.of("s3:ListBucketVersions")),
          Map.entry("s3:getBucketVersioning", Set.of("s3:GetBucketVersioning")),
          Map.entry("s3:getBucketNotificationConfiguration", Set.of("s3:GetBucketNotification")),
          Map.entry("s3:getObject", OBJECT),
          Map.entry("s3:headObject", OBJECT),
          Map.entry(
              "s3:getObjectAttributes",
              union(OBJECT, "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes")),
          Map.entry("s3:putObject", Set.of("s3:PutObject")),
          Map.entry("s3:createMultipartUpload", Set.of("s3:PutObject")),
          Map.entry("s3:uploadPart", Set.of("s3:PutObject")),
          Map.entry("s3:completeMultipartUpload", Set.of("s3:PutObject")),
          Map.entry("s3:abortMultipartUpload", Set.of("s3:AbortMultipartUpload")),
          Map.entry("s3:uploadPartCopy", union(OBJECT, "s3:PutObject")),
          // A copy takes the tags along.
          Map.entry(
              "s3:copyObject",
              union(
                  OBJECT,
                  "s3:PutObject",
                  "s3:PutObjectTagging",
                  "s3:GetObjectTagging",
                  "s3:GetObjectVersionTagging")),
          Map.entry("s3:deleteObject", Set.of("s3:DeleteObject")),
          Map.entry("storagegateway:refreshCache", Set.of("storagegateway:RefreshCache")),
          Map.entry("storagegateway:listFileShares", Set.of("storagegateway:ListFileShares")));

  /** Services whose actions have the names of their calls. */
  private static final Map<String, String> AS_CALLED =
      Map.of("dataexchange", "dataexchange", "marketplacecatalog", "aws-marketplace");

  private Actions() {}

  /**
   * @param call such as {@code s3:headObject}
   * @throws IllegalArgumentException if it is not known
   */
  static Set<String> of(String call) {
    var known = OF.get(call);
    if (known != null) {
      return known;
    }
    var service = call.substring(0, call.indexOf(':'));
    var method = call.substring(service.length() + 1);
    if (!AS_CALLED.containsKey(service)) {
      throw new IllegalArgumentException(
          "%s is called and has no rights here: add it to Actions, to Callers and to the roles of %s"
              .formatted(call, Template.FILE));
    }
    return Set.of(
        AS_CALLED.get(service)
            + ":"
            + Character.toUpperCase(method.charAt(0))
            + method.substring(1));
  }

  private static Set<String> union(Set<String> some, String... more) {
    var all = new HashSet<>(some);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
