package io.bindery.router.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.pattern.Guarded;
import java.io.IOException;
import java.util.List;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * An EventBridge event pattern. It is matched by the library that EventBridge itself runs, so it
 * matches exactly what it matches there. Format: "Amazon EventBridge event patterns" in the user
 * guide.
 */
final class EventPattern {
  static final String FIELD = "EventPattern";

  /** EventBridge's limit, in characters. */
  static final int MAX_LENGTH = 4096;

  /** EventBridge's limit for the combinations that the alternatives of {@code $or} make. */
  static final int MAX_COMBINATIONS = 1000;

  /**
   * How many asterisks all wildcards may have together: so many can be under way at once in one
   * text. The library's own measure is finer, but takes for ever on some patterns.
   */
  static final int MAX_ASTERISKS = 100;

  private static final String WILDCARD = "wildcard";

  private static final String OR = "$or";

  private final String json;
  private final JsonNode tree;
  private final Machine machine;

  private EventPattern(String json, JsonNode tree, Machine machine) {
    this.json = json;
    this.tree = tree;
    this.machine = machine;
  }

  /**
   * Reads a pattern.
   *
   * @throws FieldException if it is none, or beyond EventBridge's limits
   */
  static EventPattern parse(String json) throws FieldException {
    var tree = JsonFields.parse(json, FIELD).tree();
    var text = tree.toString();
    if (text.length() > MAX_LENGTH) {
      throw FieldException.notAllowed(
          FIELD, text.length() + " characters", MAX_LENGTH + " characters at most");
    }
    if (combinations(tree) > MAX_COMBINATIONS) {
      throw FieldException.notAllowed(
          FIELD, text, "of %d combinations of $or at most".formatted(MAX_COMBINATIONS));
    }
    if (asterisks(tree, false) > MAX_ASTERISKS) {
      throw FieldException.notAllowed(
          FIELD, text, "of %d asterisks in wildcards at most".formatted(MAX_ASTERISKS));
    }
    var machine = machine(text, tree);
    return new EventPattern(text, tree, machine);
  }

  private static Machine machine(String text, JsonNode tree) throws FieldException {
    try {
      var complaint = JsonRuleCompiler.check(text);
      if (complaint != null) {
        throw FieldException.notAllowed(FIELD, text, wayOut(complaint));
      }
      return alone(tree);
    } catch (IOException e) {
      var reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "";
      throw FieldException.notAllowed(FIELD, text, wayOut(reason));
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw FieldException.notAllowed(FIELD, text, wayOut("it is too complex"));
    } catch (RuntimeException e) {
      // The library throws whatever its parts do on a few odd patterns.
      throw FieldException.notAllowed(FIELD, text, wayOut(String.valueOf(e.getMessage())));
    }
  }

  private static String wayOut(String complaint) {
    return "an event pattern as EventBridge takes it ("
        + FieldException.shown(complaint.split("\n", 2)[0])
        + ")";
  }

  /** A matcher with one pattern. */
  static Machine alone(JsonNode pattern) throws IOException {
    var machine = Machine.builder().build();
    machine.addRule(FIELD, pattern.toString());
    return machine;
  }

  /** As many patterns without {@code $or} as say the same; counted no further than needed. */
  private static long combinations(JsonNode pattern) {
    long product = 1;
    for (var field : pattern.properties()) {
      var value = field.getValue();
      long here = 1;
      if (value.isObject()) {
        here = combinations(value);
      } else if (field.getKey().equals(OR) && value.isArray()) {
        here = 0;
        for (var alternative : value) {
          here = Math.min(here + combinations(alternative), MAX_COMBINATIONS + 1);
        }
      }
      product = Math.min(product * Math.max(here, 1), MAX_COMBINATIONS + 1);
    }
    return product;
  }

  /** How many asterisks the wildcards in it have. */
  static long asterisks(JsonNode node, boolean inWildcard) {
    if (node.isTextual()) {
      return inWildcard ? node.textValue().chars().filter(c -> c == '*').count() : 0;
    }
    long all = 0;
    for (var field : node.properties()) {
      all += asterisks(field.getValue(), inWildcard || field.getKey().equals(WILDCARD));
    }
    if (node.isArray()) {
      for (var element : node) {
        all += asterisks(element, inWildcard);
      }
    }
    return all;
  }

  /**
   * Whether an event is one of these.
   *
   * @throws io.bindery.quilt.pattern.TooComplexException if comparing them would take too long
   */
  boolean matches(JsonNode event) {
    EventCost.check(tree, event);
    return Guarded.call(
        "An event pattern or its event", () -> !machine.rulesForJSONEvent(event).isEmpty());
  }

  /** Which fields of the pattern keep it from matching; empty if it matches. */
  List<Miss> misses(JsonNode event) {
    return matches(event) ? List.of() : NearestMiss.of(tree, event);
  }

  /** Refuses an event that would take too long to be compared, as {@link #matches} does. */
  void checkCost(JsonNode event) {
    EventCost.check(tree, event);
  }

  /** The pattern, on one line. */
  String json() {
    return json;
  }
}
