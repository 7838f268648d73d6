package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Values as Jackson has them, with numbers so that those which are equal to Python are equal nodes:
 * 1.0 becomes 1. That is also what makes it an integer to draft 7.
 */
final class JsonNodes {
  private static final int INT_BITS = 31;
  private static final int LONG_BITS = 63;

  private JsonNodes() {}

  static JsonNode of(JsonValue value) {
    if (value instanceof JsonObject object) {
      var node = new ObjectNode(JsonNodeFactory.instance);
      object.members().forEach((key, member) -> node.set(key, of(member)));
      return node;
    }
    if (value instanceof JsonArray array) {
      var node = new ArrayNode(JsonNodeFactory.instance, array.items().size());
      array.items().forEach(item -> node.add(of(item)));
      return node;
    }
    if (value instanceof JsonString text) {
      return TextNode.valueOf(text.value());
    }
    if (value instanceof JsonInteger integer) {
      return integer(integer.value());
    }
    if (value instanceof JsonFloat number) {
      return number(number.value());
    }
    return value instanceof JsonNull
        ? NullNode.instance
        : BooleanNode.valueOf(((JsonBoolean) value).value());
  }

  private static JsonNode number(double value) {
    return Double.isFinite(value) && value == Math.rint(value)
        ? integer(new BigDecimal(value).toBigIntegerExact())
        : DoubleNode.valueOf(value);
  }

  private static JsonNode integer(BigInteger value) {
    if (value.bitLength() <= INT_BITS) {
      return IntNode.valueOf(value.intValue());
    }
    return value.bitLength() <= LONG_BITS
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }
}
