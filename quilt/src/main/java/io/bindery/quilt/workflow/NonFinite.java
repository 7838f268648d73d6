package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Optional;

/**
 * {@code NaN}, {@code Infinity} and numbers beyond all doubles in a schema. Python reads them, and
 * most of them decide something; the library here cannot compare them. No value that is checked has
 * such a number.
 */
final class NonFinite {
  /** Is a number, above 0 and no integer, as infinity is. */
  private static final DoubleNode STAND_IN = DoubleNode.valueOf(1.5);

  private static final DoubleNode NEGATIVE_STAND_IN = DoubleNode.valueOf(-1.5);

  /** Python reads no number of more digits. */
  private static final BigInteger BEYOND = BigInteger.TEN.pow(5000);

  private NonFinite() {}

  static boolean is(JsonNode value) {
    return value.isDouble() && !Double.isFinite(value.doubleValue());
  }

  /** Whether one is anywhere in a value, so that no other value equals it. */
  static boolean isIn(JsonNode value) {
    if (is(value)) {
      return true;
    }
    for (var part : value) {
      if (isIn(part)) {
        return true;
      }
    }
    return false;
  }

  /** The same schema with numbers that draft 7's own schema decides alike. */
  static JsonNode standIns(JsonNode schema) {
    if (is(schema)) {
      return schema.doubleValue() < 0 ? NEGATIVE_STAND_IN : STAND_IN;
    }
    if (schema.isObject()) {
      var object = new ObjectNode(JsonNodeFactory.instance);
      schema.properties().forEach(it -> object.set(it.getKey(), standIns(it.getValue())));
      return object;
    }
    if (schema.isArray()) {
      var array = new ArrayNode(JsonNodeFactory.instance, schema.size());
      schema.forEach(item -> array.add(standIns(item)));
      return array;
    }
    return schema;
  }

  /**
   * A bound that decides alike.
   *
   * @param lower whether values must be above it
   * @return nothing if every number is within it, as it is if the bound is no number
   */
  static Optional<JsonNode> bound(JsonNode bound, boolean lower) {
    if (!is(bound)) {
      return Optional.of(bound);
    }
    double value = bound.doubleValue();
    boolean excludesAll = value == (lower ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    return excludesAll
        ? Optional.of(BigIntegerNode.valueOf(lower ? BEYOND : BEYOND.negate()))
        : Optional.empty();
  }

  /** What a value may be, without what none can be. */
  static ArrayNode possible(JsonNode values) {
    var possible = new ArrayNode(JsonNodeFactory.instance);
    values.forEach(
        value -> {
          if (!isIn(value)) {
            possible.add(value);
          }
        });
    return possible;
  }
}
