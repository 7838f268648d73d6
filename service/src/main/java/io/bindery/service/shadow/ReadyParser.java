package io.bindery.service.shadow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.protocol.field.FieldException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads an event as EventBridge delivers it, or as SNS wraps it. An announcement is known by its
 * detail: texts {@code bucket} and {@code prefix}; source and detail-type may have been changed.
 */
final class ReadyParser {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReadyParser() {}

  /** The announcement, or nothing for another event. */
  static Optional<Ready> parse(String text, String where) {
    var event = json(text, where);
    if (event.path("Type").asText().equals("Notification") && event.path("Message").isTextual()) {
      event = json(event.get("Message").textValue(), where);
    }
    var detail = event.path("detail");
    if (!detail.isObject() || !event.path("id").isTextual()) {
      throw new ShadowException(
          "%s is %s: it must be an event as EventBridge delivers it, with id, time and detail."
              .formatted(where, FieldException.shown(text)));
    }
    var bucket = detail.path("bucket");
    var prefix = detail.path("prefix");
    if (!bucket.isTextual() || !prefix.isTextual()) {
      return Optional.empty();
    }
    var identity = detail.path("batch_id").asText(event.get("id").textValue());
    return Optional.of(
        new Ready(
            bucket.textValue(), prefix.textValue(), time(event.path("time"), where), identity));
  }

  private static JsonNode json(String text, String where) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ShadowException(
          "%s is %s: it must be JSON.".formatted(where, FieldException.shown(text)), e);
    }
  }

  private static Instant time(JsonNode time, String where) {
    try {
      return Instant.parse(time.asText());
    } catch (DateTimeException e) {
      throw new ShadowException(
          "%s has the time %s: it must be one such as 2026-11-20T10:00:00Z."
              .formatted(where, FieldException.shown(time.asText())),
          e);
    }
  }
}
