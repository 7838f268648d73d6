package io.bindery.quilt.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonValue;
import java.util.Random;

/** Patterns of Python and schemas that somebody might write to do harm, with what they check. */
public final class HostileWorkflows {
  private static final String[] ATOMS = {
    "a",
    "[^/]",
    "\\\\d",
    ".",
    "(?=a)",
    "(?!b)",
    "(?<=a)",
    "\\\\1",
    "^",
    "$",
    "\\\\b",
    "[a-z]",
    "(?P<g>a)",
    "é",
    "(?i:a)"
  };
  private static final String[] TIMES = {
    "", "", "*", "+", "?", "*?", "{2}", "{0,300}", "{2,}", "{1,1000}", "{,9}"
  };
  private static final String[] TYPES = {"object", "array", "string", "number", "integer", "null"};

  private final Random random;

  public HostileWorkflows(Random random) {
    this.random = random;
  }

  /** Compiles a pattern and searches for it; whether that was allowed. */
  public boolean pattern(String text) {
    try {
      var unused = BoundedPattern.compile(text).isIn("a".repeat(random.nextInt(300)) + "b/a1");
      return true;
    } catch (PatternException e) {
      return false;
    }
  }

  public String somePattern() {
    return regex(4).replace("\\\\", "\\");
  }

  private String regex(int depth) {
    var text = new StringBuilder();
    for (int n = random.nextInt(4); n >= 0; n--) {
      if (depth > 0 && random.nextInt(2) == 0) {
        text.append(random.nextBoolean() ? "(" : "(?:")
            .append(regex(depth - 1))
            .append(random.nextInt(3) == 0 ? "|" + regex(depth - 1) : "")
            .append(')');
      } else {
        text.append(ATOMS[random.nextInt(ATOMS.length)]);
      }
      text.append(TIMES[random.nextInt(TIMES.length)]);
    }
    return text.toString();
  }

  /** Compiles a schema and checks a value by it; whether that was allowed. */
  public boolean schema(String schema) {
    try {
      var compiled = SchemaFile.read("s", "s3://x/s.json", schema.getBytes(UTF_8));
      var unused = compiled.check(value());
      return true;
    } catch (WorkflowException | PatternException e) {
      return false;
    }
  }

  private JsonValue value() {
    return Json.parse(text(4));
  }

  private String text(int depth) {
    int many = random.nextInt(12) == 0 ? 300 : 4;
    return switch (depth == 0 ? 4 + random.nextInt(3) : random.nextInt(7)) {
      case 0, 1 -> {
        var out = new StringBuilder("[");
        for (int n = random.nextInt(many); n >= 0; n--) {
          out.append(out.length() > 1 ? "," : "").append(text(depth - 1));
        }
        yield out.append(']').toString();
      }
      case 2, 3 -> {
        var out = new StringBuilder("{");
        for (int n = random.nextInt(many); n >= 0; n--) {
          out.append(out.length() > 1 ? "," : "")
              .append("\"k")
              .append(n)
              .append("\":")
              .append(text(depth - 1));
        }
        yield out.append('}').toString();
      }
      case 4 -> "\"" + "a".repeat(random.nextInt(40)) + "\"";
      case 5 -> Integer.toString(random.nextInt(9));
      default -> "null";
    };
  }

  public String someSchema() {
    return random.nextInt(50) == 0
        ? "{\"items\": ".repeat(random.nextInt(120)) + "true" + "}".repeat(random.nextInt(120))
        : schema(4);
  }

  private String schema(int depth) {
    var out = new StringBuilder("{");
    for (int n = random.nextInt(3); n >= 0; n--) {
      out.append(out.length() > 1 ? ", " : "").append(keyword(depth));
    }
    return out.append('}').toString();
  }

  private String keyword(int depth) {
    int kind = random.nextInt(depth == 0 ? 7 : 14);
    return switch (kind) {
      case 0 -> "\"type\": \"" + TYPES[random.nextInt(TYPES.length)] + "\"";
      case 1 -> "\"pattern\": \"" + regex(2) + "\"";
      case 2 -> "\"enum\": [" + text(2) + ", 1]";
      case 3 -> "\"uniqueItems\": true";
      case 4 -> "\"multipleOf\": 0.1";
      case 5 -> "\"maxLength\": " + random.nextInt(9);
      case 6 -> "\"required\": [\"k" + random.nextInt(3) + "\"]";
      case 7 -> "\"items\": " + schema(depth - 1);
      case 8 ->
          "\"properties\": {\"k0\": " + schema(depth - 1) + ", \"k1\": " + schema(depth - 1) + "}";
      case 9 -> "\"patternProperties\": {\"" + regex(1) + "\": " + schema(depth - 1) + "}";
      case 10 -> "\"not\": " + schema(depth - 1);
      case 11 -> "\"if\": " + schema(depth - 1) + ", \"then\": " + schema(depth - 1);
      default -> {
        var list = new StringBuilder();
        for (int n = random.nextInt(random.nextInt(20) == 0 ? 60 : 3); n >= 0; n--) {
          list.append(list.length() > 0 ? ", " : "").append(schema(depth - 1));
        }
        yield "\""
            + new String[] {"allOf", "anyOf", "oneOf"}[random.nextInt(3)]
            + "\": ["
            + list
            + "]";
      }
    };
  }
}
