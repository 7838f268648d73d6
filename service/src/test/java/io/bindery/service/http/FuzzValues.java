package io.bindery.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/** Values that a schema allows, and values that nobody expects. */
final class FuzzValues {
  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> WORDS =
      List.of("lab", "other-bucket", "runs/1/", "s3://lab/runs/1/", "lab/run1", "true", "7", "x");

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\uD800",
          "\uFEFFx",
          "\uFFFD",
          "\u202Etxt",
          "\uD83D\uDE00",
          "%",
          "%00",
          "../../etc/passwd",
          "s3://",
          "s3://lab",
          "s3://lab/%",
          "s3://lab/a?versionId=",
          "quilt+s3://lab#package=a/b@",
          "<script>alert(1)</script>",
          "'; DROP TABLE batch; --",
          "${jndi:ldap://x}",
          "-1",
          "0",
          "99999999999999999999",
          "1e400",
          "NaN",
          "null",
          "2026-13-45T99:99:99Z",
          "+999999999-12-31T23:59:59Z",
          "-1000000000-01-01T00:00:00Z",
          "(a+)+$",
          "[",
          "**/*/**",
          "{run}{",
          "\u0661",
          "\"3\"",
          "off",
          "\r\nX-Injected: 1");

  private final Random random;
  private final Contract contract;

  FuzzValues(Random random, Contract contract) {
    this.random = random;
    this.contract = contract;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean chance(int ofHundred) {
    return random.nextInt(100) < ofHundred;
  }

  /** A text that is wrong nearly everywhere. */
  String odd() {
    return switch (random.nextInt(12)) {
      case 0 -> "x".repeat(random.nextInt(3000));
      case 1 -> noise(random.nextInt(60));
      case 2 -> one(ODD) + one(ODD);
      default -> one(ODD);
    };
  }

  private String noise(int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (chance(70) ? random.nextInt(128) : random.nextInt(0x10000)));
    }
    return text.toString();
  }

  /** A value that a schema allows. */
  JsonNode valid(JsonNode at) {
    var schema = contract.resolved(at);
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    if (schema.has("anyOf")) {
      return valid(schema.path("anyOf").get(random.nextInt(schema.path("anyOf").size())));
    }
    var types = schema.path("type");
    var type = types.isArray() ? types.get(random.nextInt(types.size())).asText() : types.asText();
    return switch (type) {
      case "string" -> JSON.getNodeFactory().textNode(text(schema));
      case "integer", "number" ->
          JSON.getNodeFactory().numberNode(schema.path("minimum").asLong(0) + random.nextInt(100));
      case "boolean" -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case "array" -> {
        var list = JSON.createArrayNode();
        for (int i = random.nextInt(3); i >= 0; i--) {
          list.add(valid(schema.path("items")));
        }
        yield list;
      }
      case "object" -> object(schema);
      default -> JSON.nullNode();
    };
  }

  private String text(JsonNode schema) {
    if (schema.path("format").asText().equals("date-time")) {
      return "2026-11-%02dT22:00:00Z".formatted(1 + random.nextInt(28));
    }
    if (schema.path("pattern").asText().contains("{32}")) {
      return "%032x".formatted(random.nextInt(4));
    }
    var word = one(WORDS);
    return schema.has("pattern")
        ? "lab"
        : word.length() < schema.path("minLength").asInt() ? word.repeat(12) : word;
  }

  private JsonNode object(JsonNode schema) {
    var required = new HashSet<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    var object = JSON.createObjectNode();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              if (required.contains(field.getKey()) || chance(30)) {
                object.set(field.getKey(), valid(field.getValue()));
              }
            });
    return object;
  }

  /** Any value of JSON. */
  JsonNode any(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 2 -> JSON.getNodeFactory().numberNode(random.nextLong());
      case 3 -> JSON.getNodeFactory().numberNode(random.nextDouble() * 1e300);
      case 4 -> JSON.getNodeFactory().textNode(odd());
      case 5 -> {
        var list = JSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(any(depth + 1));
        }
        yield list;
      }
      default -> {
        var object = JSON.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(chance(50) ? one(WORDS) : odd(), any(depth + 1));
        }
        yield object;
      }
    };
  }

  /** Puts something else somewhere into a value. */
  JsonNode changed(JsonNode value) {
    if (!(value instanceof ObjectNode object) || object.isEmpty() || chance(5)) {
      return any(0);
    }
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    var name = one(names);
    if (chance(15)) {
      object.remove(name);
    } else {
      object.set(
          name, object.path(name).isObject() && chance(60) ? changed(object.path(name)) : any(0));
    }
    return object;
  }

  /** A body that may be anything. */
  byte[] body(String like) {
    return switch (random.nextInt(12)) {
      case 0 -> new byte[0];
      case 1 ->
          like.substring(0, random.nextInt(like.length() + 1)).getBytes(StandardCharsets.UTF_8);
      case 2 -> "[".repeat(1 + random.nextInt(20_000)).getBytes(StandardCharsets.UTF_8);
      case 3 -> "{\"a\":".repeat(1 + random.nextInt(5_000)).getBytes(StandardCharsets.UTF_8);
      case 4 -> like.getBytes(StandardCharsets.UTF_16);
      case 5 -> ("\uFEFF" + like).getBytes(StandardCharsets.UTF_8);
      case 6 -> "{\"bucket\":1e999999999,\"limit\":-0.0}".getBytes(StandardCharsets.UTF_8);
      case 7 -> "{\"bucket\":\"a\",\"bucket\":\"b\"}".getBytes(StandardCharsets.UTF_8);
      case 8 -> (like + like).getBytes(StandardCharsets.UTF_8);
      case 9 -> "{\"\\u0000\":\"\\ud800\",\"bucket\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8);
      case 10 -> any(0).toString().getBytes(StandardCharsets.UTF_8);
      default -> {
        var bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }
}
