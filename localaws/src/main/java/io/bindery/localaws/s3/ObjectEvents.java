package io.bindery.localaws.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The JSON that S3 sends about an object: events as the user guide's "Using EventBridge" has them,
 * records as its "Event message structure" has them.
 */
final class ObjectEvents {
  /** What a change's events tell besides the change. */
  record Context(
      String account,
      String region,
      Instant time,
      String sequencer,
      String requestId,
      String sourceAddress) {}

  private ObjectEvents() {}

  /** The event for EventBridge. The key is as it is, not URL-encoded. */
  static ObjectNode event(ObjectChange change, Context context) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "0")
            .put("id", UUID.randomUUID().toString())
            .put(
                "detail-type",
                change instanceof ObjectChange.Created ? "Object Created" : "Object Deleted")
            .put("source", "aws.s3")
            .put("account", context.account())
            .put("time", context.time().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("region", context.region());
    event.putArray("resources").add("arn:aws:s3:::" + change.bucket());
    ObjectNode detail = event.putObject("detail").put("version", "0");
    detail.putObject("bucket").put("name", change.bucket());
    ObjectNode object = detail.putObject("object").put("key", change.key());
    if (change instanceof ObjectChange.Created created) {
      object.put("size", created.size());
    }
    putIfKnown(object, "etag", change.etag());
    putIfKnown(object, "version-id", change.versionId());
    object.put("sequencer", context.sequencer());
    detail
        .put("request-id", context.requestId())
        .put("requester", context.account())
        .put("source-ip-address", context.sourceAddress())
        .put("reason", change.reason());
    if (change instanceof ObjectChange.Deleted deleted) {
      detail.put(
          "deletion-type", deleted.marker() ? "Delete Marker Created" : "Permanently Deleted");
    }
    return event;
  }

  /** The message for a queue or topic. The key is URL-encoded, a space as a plus. */
  static ObjectNode records(ObjectChange change, Context context, String configurationId) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    ObjectNode entry =
        message
            .putArray("Records")
            .addObject()
            .put("eventVersion", "2.1")
            .put("eventSource", "aws:s3")
            .put("awsRegion", context.region())
            .put("eventTime", context.time().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("eventName", change.notificationName());
    entry.putObject("userIdentity").put("principalId", "AWS:" + context.account());
    entry.putObject("requestParameters").put("sourceIPAddress", context.sourceAddress());
    entry
        .putObject("responseElements")
        .put("x-amz-request-id", context.requestId())
        .put("x-amz-id-2", context.requestId());
    ObjectNode s3 =
        entry.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", configurationId);
    ObjectNode bucket = s3.putObject("bucket").put("name", change.bucket());
    bucket.putObject("ownerIdentity").put("principalId", context.account());
    bucket.put("arn", "arn:aws:s3:::" + change.bucket());
    ObjectNode object = s3.putObject("object").put("key", encoded(change.key()));
    if (change instanceof ObjectChange.Created created) {
      object.put("size", created.size());
    }
    putIfKnown(object, "eTag", change.etag());
    putIfKnown(object, "versionId", change.versionId());
    object.put("sequencer", context.sequencer());
    return message;
  }

  /** The message that tells a queue or topic that it was configured. */
  static ObjectNode test(String bucket, String requestId, Instant time) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Service", "Amazon S3")
        .put("Event", "s3:TestEvent")
        .put("Time", time.truncatedTo(ChronoUnit.MILLIS).toString())
        .put("Bucket", bucket)
        .put("RequestId", requestId)
        .put("HostId", requestId);
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  private static void putIfKnown(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
