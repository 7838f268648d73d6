package io.bindery.protocol.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.util.Optional;

/**
 * The JSON in which SNS wraps a message. Format: "Amazon SNS message and JSON formats" in the SNS
 * Developer Guide.
 */
public final class TopicEnvelope {
  private static final String MESSAGE = "Message";
  private static final String ATTRIBUTES = "MessageAttributes";

  private TopicEnvelope() {}

  /** Whether the body of a queue message is one. */
  public static boolean is(JsonFields body) {
    return body.has("Type") && body.has("TopicArn");
  }

  /** The message as text. */
  public static String text(JsonFields envelope) throws FieldException {
    return envelope.text(MESSAGE);
  }

  /** The message, which must be a JSON object. */
  public static JsonFields message(JsonFields envelope) throws FieldException {
    return JsonFields.parse(text(envelope), MESSAGE);
  }

  /**
   * A text among the attributes of the message; nothing if there is none, or the body is no
   * envelope at all. A body that does not have the name in it costs no more than a search for it.
   */
  public static Optional<String> attribute(String body, String name) {
    if (!body.contains(name) || !body.contains(ATTRIBUTES)) {
      return Optional.empty();
    }
    try {
      var envelope = JsonFields.parse(body, "");
      return Optional.of(envelope)
          .filter(TopicEnvelope::is)
          .map(it -> it.tree().path(ATTRIBUTES).path(name).path("Value"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::textValue);
    } catch (FieldException e) {
      // Whoever reads the body for what it says will tell what is wrong with it.
      return Optional.empty();
    }
  }
}
