package io.bindery.protocol.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.envelope.TopicEnvelope;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the body of a queue message: an EventBridge event of S3, a plain S3 event notification, or
 * either of them inside an SNS notification. Formats: "EventBridge: Amazon S3 event message
 * structure" and "Event message structure" in the Amazon S3 User Guide, "Amazon SNS message and
 * JSON formats" in the SNS Developer Guide.
 */
public final class NoticeParser {
  private static final Map<String, ObjectEvent.Kind> DETAIL_TYPES =
      Map.of(
          "Object Created", ObjectEvent.Kind.CREATED,
          "Object Deleted", ObjectEvent.Kind.DELETED,
          "Object Restore Completed", ObjectEvent.Kind.RESTORED);

  /** The stores that write keys as they are. AWS and MinIO write them as a form does. */
  private static final Set<String> RAW_KEYS = Set.of("ceph:s3");

  private static final String WAY_OUT =
      "Send only notices of S3 here; one that was sent by mistake can be deleted.";
  private static final String NARROW_RULE =
      "Let the EventBridge rule match only the detail-types Object Created, Object Deleted and"
          + " Object Restore Completed.";
  private static final String NARROW_NOTIFICATION =
      "Let the bucket's notification send only s3:ObjectCreated:*, s3:ObjectRemoved:*,"
          + " s3:LifecycleExpiration:* and s3:ObjectRestore:Completed.";

  private NoticeParser() {}

  /**
   * Reads one body of at most {@value JsonFields#MAX_BYTES} bytes.
   *
   * @throws NoticeException if it is no notice, or none of its records can be read
   */
  public static Notice parse(String body) throws NoticeException {
    try {
      var message = JsonFields.parse(body, "");
      if (TopicEnvelope.is(message)) {
        return inSns(message);
      }
      return bare(message);
    } catch (FieldException e) {
      throw refused(e, WAY_OUT);
    }
  }

  private static Notice inSns(JsonFields message) throws FieldException, NoticeException {
    var type = message.text("Type");
    if (!"Notification".equals(type)) {
      throw refused(
          FieldException.notAllowed("Type", type, "Notification"),
          "Confirm the subscription of the queue to the topic; this message can be deleted.");
    }
    return bare(TopicEnvelope.message(message));
  }

  private static Notice bare(JsonFields message) throws FieldException, NoticeException {
    if (message.has("detail-type")) {
      return fromEventBridge(message);
    }
    if (message.has("Records")) {
      return fromNotification(message);
    }
    if (message.has("Event") && "s3:TestEvent".equals(message.text("Event"))) {
      return new Notice.Test(ObjectFields.bucketName(message, "Bucket"));
    }
    throw FieldException.notAllowed(
        message.path("body"), message.names(), "a notice with detail-type or Records");
  }

  private static Notice fromEventBridge(JsonFields event) throws FieldException, NoticeException {
    var type = event.text("detail-type");
    var kind = DETAIL_TYPES.get(type);
    if (kind == null) {
      throw refused(
          FieldException.notAllowed(
              event.path("detail-type"), type, "one of those that Bindery reads"),
          NARROW_RULE);
    }
    var source = event.text("source");
    if (!"aws.s3".equals(source)) {
      throw FieldException.notAllowed(event.path("source"), source, "aws.s3");
    }
    var detail = event.object("detail");
    var object = detail.object("object");
    return new Notice.Objects(
        new ObjectEvent(
            kind,
            ObjectFields.bucket(detail.object("bucket")),
            ObjectFields.key(object),
            object.optionalText("version-id"),
            ObjectFields.size(object, kind),
            object.optionalText("etag"),
            object.optionalText("sequencer"),
            event.time("time"),
            detail.optionalText("reason").orElse("")));
  }

  private static Notice fromNotification(JsonFields message)
      throws FieldException, NoticeException {
    var events = new ArrayList<ObjectEvent>();
    var read = new ArrayList<JsonNode>();
    var refused = new ArrayList<Notice.Refused>();
    Optional<NoticeException> first = Optional.empty();
    for (var element : message.elements("Records")) {
      try {
        events.add(fromRecord(element.asObject()));
        read.add(element.node());
      } catch (FieldException e) {
        var refusal = refused(e, WAY_OUT);
        first = first.or(() -> Optional.of(refusal));
        refused.add(refused(element, refusal));
      } catch (NoticeException e) {
        first = first.or(() -> Optional.of(e));
        refused.add(refused(element, e));
      }
    }
    if (events.isEmpty()) {
      throw first.orElseThrow();
    }
    return new Notice.Objects(events, refused, read);
  }

  private static Notice.Refused refused(JsonFields.Element element, NoticeException why) {
    return new Notice.Refused(Notice.Objects.ofRecord(element.node()), why.getMessage());
  }

  private static ObjectEvent fromRecord(JsonFields entry) throws FieldException, NoticeException {
    // Stores that speak S3 have their own name before the colon.
    var source = entry.text("eventSource");
    if (!source.endsWith(":s3")) {
      throw FieldException.notAllowed(entry.path("eventSource"), source, "aws:s3");
    }
    var name = entry.text("eventName");
    var kind = kind(entry, name);
    var s3 = entry.object("s3");
    var object = s3.object("object");
    return new ObjectEvent(
        kind,
        ObjectFields.bucket(s3.object("bucket")),
        RAW_KEYS.contains(source) ? ObjectFields.key(object) : ObjectFields.urlEncodedKey(object),
        object.optionalText("versionId"),
        ObjectFields.size(object, kind),
        object.optionalText("eTag"),
        object.optionalText("sequencer"),
        entry.time("eventTime"),
        name.substring(name.lastIndexOf(':') + 1));
  }

  private static ObjectEvent.Kind kind(JsonFields entry, String eventName) throws NoticeException {
    var name = eventName.startsWith("s3:") ? eventName.substring("s3:".length()) : eventName;
    if (name.startsWith("ObjectCreated:")) {
      return ObjectEvent.Kind.CREATED;
    }
    if (name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:")) {
      return ObjectEvent.Kind.DELETED;
    }
    if ("ObjectRestore:Completed".equals(name)) {
      return ObjectEvent.Kind.RESTORED;
    }
    throw refused(
        FieldException.notAllowed(
            entry.path("eventName"), eventName, "one of those that Bindery reads"),
        NARROW_NOTIFICATION);
  }

  private static NoticeException refused(FieldException cause, String wayOut) {
    return new NoticeException(cause.getMessage(), wayOut, cause.field(), cause.value(), cause);
  }
}
