package io.bindery.router.source;

import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.pattern.TooComplexException;
import java.time.Instant;
import java.util.Random;

/** Reads and compares so many event patterns and input templates, in a JVM of its own. */
final class HostilePatternsMain {
  private static final String[] KEYS = {"a", "b", "detail", "source", "detail-type"};

  private final Random random;

  private HostilePatternsMain(Random random) {
    this.random = random;
  }

  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[0]);
    var main = new HostilePatternsMain(new Random(Long.parseLong(arguments[1])));
    int compared = 0;
    long longest = 0;
    for (int i = 0; i < number; i++) {
      var source =
          "{\"EventPattern\": %s, \"InputTransformer\": {\"InputPathsMap\": {\"x\": \"%s\"}, \"InputTemplate\": \"%s\"}}"
              .formatted(main.pattern(4), main.path(), main.template());
      long cpu = Cpu.nanos();
      try {
        var read = CustomSourceReader.read("s", JsonFields.parse(source, ""));
        var event =
            BridgeEvent.read(
                "{\"id\": \"1\", \"source\": \"s\", \"detail-type\": \"t\", \"a\": %s, \"b\": %s, \"detail\": {\"a\": %s}}"
                    .formatted(main.value(3), main.value(3), main.value(3)));
        if (read.pattern().matches(event.tree())) {
          var unused = Sources.made(read, event, Instant.EPOCH);
        }
        compared++;
      } catch (FieldException | TooComplexException e) {
        // Refused in words, as it should be.
      }
      long took = (Cpu.nanos() - cpu) / 1_000_000;
      if (took > longest) {
        longest = took;
        System.out.printf("%d ms: %.300s%n", took, source.replace("\n", " "));
      }
    }
    System.out.printf("done: %d compared, longest %d ms%n", compared, longest);
  }

  private String pattern(int depth) {
    var out = new StringBuilder("{");
    for (int n = random.nextInt(4); n >= 0; n--) {
      out.append(out.length() > 1 ? "," : "");
      if (depth > 0 && random.nextInt(6) == 0) {
        out.append("\"$or\": [")
            .append(pattern(depth - 1))
            .append(',')
            .append(pattern(depth - 1))
            .append(']');
      } else if (depth > 0 && random.nextInt(3) == 0) {
        out.append('"').append(key()).append("\": ").append(pattern(depth - 1));
      } else {
        out.append('"').append(key()).append("\": [").append(matcher());
        for (int m = random.nextInt(3); m > 0; m--) {
          out.append(',').append(matcher());
        }
        out.append(']');
      }
    }
    return out.append('}').toString();
  }

  private String key() {
    return KEYS[random.nextInt(KEYS.length)] + (random.nextInt(4) == 0 ? random.nextInt(3) : "");
  }

  private String matcher() {
    return switch (random.nextInt(11)) {
      case 0 -> "1";
      case 1 -> "\"a\"";
      case 2 -> "null";
      case 3 -> "{\"prefix\": \"a\"}";
      case 4 -> "{\"wildcard\": \"" + "*a".repeat(1 + random.nextInt(60)) + "\"}";
      case 5 ->
          "{\"anything-but\": {\"wildcard\": \"*" + "ab*".repeat(1 + random.nextInt(20)) + "\"}}";
      case 6 -> "{\"numeric\": [\">\", " + number() + "]}";
      case 7 -> "{\"exists\": " + random.nextBoolean() + "}";
      case 8 -> "{\"equals-ignore-case\": \"" + "K".repeat(1 + random.nextInt(500)) + "\"}";
      case 9 -> "{\"cidr\": \"10.0.0.0/" + random.nextInt(40) + "\"}";
      default -> number();
    };
  }

  private String number() {
    return (random.nextBoolean() ? "-" : "")
        + random.nextInt(99)
        + (random.nextInt(5) == 0 ? "e" + random.nextInt(400) : "");
  }

  private String path() {
    var out = new StringBuilder("$");
    for (int n = random.nextInt(5); n > 0; n--) {
      out.append(random.nextBoolean() ? "." + key() : random.nextBoolean() ? "[*]" : "[0]");
    }
    return out.toString();
  }

  private String template() {
    return random.nextBoolean()
        ? "<aws.events.event.json> ".repeat(1 + random.nextInt(300)).strip()
        : "{\\\"a\\\": <x>}";
  }

  private String value(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      var out = new StringBuilder("[");
      for (int n = random.nextInt(random.nextInt(8) == 0 ? 200 : 5); n >= 0; n--) {
        out.append(out.length() > 1 ? "," : "").append(value(depth - 1));
      }
      return out.append(']').toString();
    }
    return switch (random.nextInt(5)) {
      case 0 -> "1";
      case 1 -> number();
      case 2 -> "{\"a\": " + (depth > 0 ? value(depth - 1) : "1") + ", \"b\": 1}";
      case 3 -> "null";
      default -> "\"" + "a".repeat(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 50)) + "\"";
    };
  }
}
