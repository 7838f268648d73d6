package io.bindery.localaws.events;

import static io.bindery.localaws.events.EventsService.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.http.AwsError;
import java.util.List;
import software.amazon.event.ruler.RuleCompiler;
import software.amazon.event.ruler.Ruler;

/** Patterns checked and tried. */
final class TestPattern {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> REQUIRED =
      List.of("id", "account", "source", "time", "region", "resources", "detail-type");

  private TestPattern() {}

  /** The operation TestEventPattern. */
  static boolean matches(JsonNode in) {
    String pattern = text(in, "EventPattern");
    requireValid(pattern);
    String event = text(in, "Event");
    try {
      JsonNode parsed = JSON.readTree(event);
      for (String field : REQUIRED) {
        if (!parsed.has(field)) {
          throw EventsService.invalid("Parameter Event is not valid: it has no '" + field + "'.");
        }
      }
      return Ruler.matchesRule(event, pattern);
    } catch (JsonProcessingException e) {
      throw EventsService.invalid("Parameter Event is not valid: " + e.getOriginalMessage());
    } catch (AwsError e) {
      throw e;
    } catch (Exception e) { // the matcher declares no narrower one
      throw new AwsError(500, "InternalFailure", "The pattern could not be tried: " + e);
    }
  }

  static void requireValid(String pattern) {
    String reason;
    try {
      reason =
          JSON.readTree(pattern).isObject()
              ? RuleCompiler.check(pattern)
              : "Filter is not an object";
    } catch (JsonProcessingException e) {
      reason = e.getOriginalMessage();
    }
    if (reason != null) {
      throw new AwsError(
          400,
          "InvalidEventPatternException",
          "Event pattern is not valid. Reason: " + reason.split("\n", 2)[0]);
    }
  }
}
