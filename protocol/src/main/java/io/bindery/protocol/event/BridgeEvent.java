package io.bindery.protocol.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.envelope.TopicEnvelope;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One event in EventBridge's envelope. Format: "AWS service event metadata" in the Amazon
 * EventBridge User Guide.
 *
 * @param json the event as text, at most {@value io.bindery.protocol.field.JsonFields#MAX_BYTES}
 *     bytes
 * @param tree the same, parsed; not to be changed
 * @param source such as {@code aws.omics}
 * @param detailType such as {@code Run Status Change}
 * @param id the same in each delivery of the event; absent in events that were made by hand
 */
public record BridgeEvent(
    String json, JsonNode tree, String source, String detailType, Optional<String> id) {
  private static final String OBJECT_SOURCE = "aws.s3";
  private static final Set<String> OBJECT_TYPES =
      Set.of("Object Created", "Object Deleted", "Object Restore Completed");

  /**
   * Reads the body of a queue message: an event, or the notification of a topic with one in it.
   *
   * @throws FieldException if it is none
   */
  public static BridgeEvent read(String body) throws FieldException {
    var message = JsonFields.parse(body, "");
    return TopicEnvelope.is(message)
        ? of(TopicEnvelope.text(message), TopicEnvelope.message(message))
        : of(body, message);
  }

  private static BridgeEvent of(String json, JsonFields event) throws FieldException {
    return new BridgeEvent(
        json.startsWith("\uFEFF") ? json.substring(1) : json,
        event.tree(),
        event.text("source"),
        event.text("detail-type"),
        event.optionalText("id").filter(id -> !id.isEmpty()));
  }

  /**
   * The event that EventBridge would have sent for an object event that came another way. It has no
   * account, region and requester: a plain notification does not tell them.
   */
  public static BridgeEvent of(ObjectEvent object) {
    var type =
        switch (object.kind()) {
          case CREATED -> "Object Created";
          case DELETED -> "Object Deleted";
          case RESTORED -> "Object Restore Completed";
        };
    var event =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "0")
            .put("detail-type", type)
            .put("source", OBJECT_SOURCE)
            .put("time", Instant.ofEpochSecond(object.eventTime().getEpochSecond()).toString());
    event.putArray("resources").add("arn:aws:s3:::" + object.bucket());
    var detail = event.putObject("detail").put("version", "0");
    detail.putObject("bucket").put("name", object.bucket());
    var inside = detail.putObject("object").put("key", object.key()).put("size", object.size());
    object.etag().ifPresent(etag -> inside.put("etag", etag));
    object.versionId().ifPresent(version -> inside.put("version-id", version));
    object.sequencer().ifPresent(sequencer -> inside.put("sequencer", sequencer));
    detail.put("reason", object.reason());
    return new BridgeEvent(event.toString(), event, OBJECT_SOURCE, type, Optional.empty());
  }

  /** Whether it speaks of an object in a way that batches count: then it must be readable. */
  public boolean isObjectEvent() {
    return source.equals(OBJECT_SOURCE) && OBJECT_TYPES.contains(detailType);
  }

  /** The fields of {@code detail}. */
  public JsonFields detail() throws FieldException {
    return JsonFields.parse(json, "").object("detail");
  }
}
