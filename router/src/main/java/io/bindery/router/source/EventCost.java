package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.pattern.TooComplexException;

/**
 * What comparing an event with a pattern costs at most. The library tries each combination of
 * values that arrays of the event have for the fields of the pattern, and keeps all asterisks of
 * wildcards under way at once in each text; it has no bound of its own.
 */
final class EventCost {
  /** Combinations that are tried in some tenths of a second. */
  static final long MOST_COMBINATIONS = 20_000;

  /** Characters times asterisks, likewise. */
  static final long MOST_STEPS = 400_000;

  private static final String OR = "$or";

  private long steps;

  private EventCost() {}

  /**
   * Refuses an event that is too costly for a pattern.
   *
   * @throws TooComplexException with what there is too much of
   */
  static void check(JsonNode pattern, JsonNode event) {
    var cost = new EventCost();
    if (cost.combinations(pattern, event) > MOST_COMBINATIONS) {
      throw new TooComplexException(
          "the arrays of the event have more than %d combinations of values for the fields of the pattern: name fewer fields in arrays"
              .formatted(MOST_COMBINATIONS));
    }
    if (cost.steps > MOST_STEPS) {
      throw new TooComplexException(
          "the texts of the event are too long for the wildcards of the pattern: use fewer asterisks");
    }
  }

  /** Values in one element of an array belong together, so that those of elements add up. */
  private long combinations(JsonNode pattern, JsonNode event) {
    if (event.isArray()) {
      long sum = 0;
      for (var element : event) {
        sum = bounded(sum + combinations(pattern, element));
      }
      return Math.max(1, sum);
    }
    if (!pattern.isObject()) {
      if (event.isTextual()) {
        steps += asterisks(pattern) * event.textValue().length();
      }
      return 1;
    }
    long product = 1;
    for (var field : pattern.properties()) {
      long here;
      if (field.getKey().equals(OR) && field.getValue().isArray()) {
        here = 0;
        for (var alternative : field.getValue()) {
          here = bounded(here + combinations(alternative, event));
        }
      } else {
        here = combinations(field.getValue(), event.path(field.getKey()));
      }
      product = bounded(product * Math.max(1, here));
    }
    return product;
  }

  private static long bounded(long combinations) {
    return Math.min(combinations, MOST_COMBINATIONS + 1);
  }

  private static long asterisks(JsonNode matchers) {
    return EventPattern.asterisks(matchers, false);
  }
}
