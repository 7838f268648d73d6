package io.bindery.protocol.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** What one message of the event queue says. */
public sealed interface Notice {
  /**
   * Something happened to objects.
   *
   * @param events in the order of the message, at least one
   * @param refused the records of the message that cannot be read, beside those that can
   * @param records of the events, in the same order; none for an event of EventBridge, which is
   *     alone
   */
  record Objects(List<ObjectEvent> events, List<Refused> refused, List<JsonNode> records)
      implements Notice {
    public Objects {
      events = List.copyOf(events);
      refused = List.copyOf(refused);
      records = List.copyOf(records);
    }

    /** One event, which is all that the message says. */
    Objects(ObjectEvent event) {
      this(List.of(event), List.of(), List.of());
    }

    /** A notice of nothing but one event of this message that has several. */
    public String alone(int event) {
      return ofRecord(records.get(event));
    }

    static String ofRecord(JsonNode entry) {
      var notice = JsonNodeFactory.instance.objectNode();
      notice.putArray("Records").add(entry);
      return notice.toString();
    }
  }

  /**
   * A record that cannot be read.
   *
   * @param notice a notice of nothing else
   * @param reason what is wrong and the way out
   */
  record Refused(String notice, String reason) {}

  /** S3 tried out a notification that was just configured; there is nothing to do. */
  record Test(String bucket) implements Notice {}
}
