package io.bindery.router.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.transform.InputTransformer;
import io.bindery.protocol.transform.RuleFacts;
import io.bindery.protocol.transform.TransformException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Patterns, templates and sources that were made up or broken: none may hang, and none may fail but
 * by the reader's own error. Repeat a run with -Dbindery.fuzz.seed=SEED.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SourceFuzzTest {
  private static final int RUNS = Integer.getInteger("bindery.runs", 5_000);
  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RuleFacts RULE = new RuleFacts("r", "arn", Instant.EPOCH);
  private static final List<String> EVENTS =
      List.of(
          Samples.read("health-omics-completed.json"),
          Samples.read("ro-crate-written.json"),
          Samples.read("lims-run-released.json"));
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "<",
          ">",
          "$",
          ".",
          "*",
          "null",
          "true",
          "-1",
          "1e999999999",
          "1e-999999999",
          "0.1",
          "99999999999999999999",
          "\"$or\"",
          "\"detail\"",
          "\"source\"",
          "\"prefix\"",
          "\"suffix\"",
          "\"wildcard\"",
          "\"numeric\"",
          "\"cidr\"",
          "\"exists\"",
          "\"anything-but\"",
          "\"equals-ignore-case\"",
          "\"*a*\"",
          "\"10.0.0.0/99\"",
          "\">\"",
          "<v>",
          "<aws.events.event>",
          "<aws.events.event.json>",
          "\u0000",
          "\uD800",
          "\u00FC",
          "\"a\"",
          "[*]",
          "$.detail",
          "['x']");

  private final long seed = Long.getLong("bindery.fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void patterns() throws Exception {
    System.out.println("seed " + seed);
    var start = Instant.now();
    int read = 0;
    for (int i = 0; i < RUNS; i++) {
      var text = i % 2 == 0 ? pattern(0) : broken(pattern(0));
      var since = System.nanoTime();
      try {
        var pattern = EventPattern.parse(text);
        read++;
        var event = JSON.readTree(EVENTS.get(random.nextInt(EVENTS.size())));
        assertThat(pattern.misses(event).isEmpty()).isEqualTo(pattern.matches(event));
      } catch (FieldException e) {
        assertThat(e.field()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed %d: %s".formatted(seed, text), e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - since))
          .as("seed %d: %s", seed, text)
          .isLessThan(SLOW);
    }
    assertThat(read).as("seed %d since %s", seed, start).isGreaterThan(RUNS / 20);
  }

  @Test
  void templates() throws Exception {
    System.out.println("seed " + seed);
    var event = BridgeEvent.read(EVENTS.get(0));
    for (int i = 0; i < RUNS; i++) {
      var path = "$" + soup(5);
      var template = soup(30);
      try {
        InputTransformer.of(Map.of("v", i % 3 == 0 ? path : "$.detail"), template)
            .apply(event, RULE);
      } catch (TransformException e) {
        assertThat(e.field()).startsWith("Input");
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d: %s %s".formatted(seed, path, template), e);
      }
    }
  }

  @Test
  void sources() {
    System.out.println("seed " + seed);
    var good = Samples.read("lims-rule.json");
    for (int i = 0; i < RUNS / 4; i++) {
      var source = broken(good);
      var event = random.nextBoolean() ? EVENTS.get(2) : broken(EVENTS.get(2));
      try {
        Trial.of("mine", source, event);
        Trial.ofBuiltIn("health-omics", broken(EVENTS.get(0)));
        Trial.ofBuiltIn("ro-crate", broken(EVENTS.get(1)));
      } catch (FieldException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d: %s %s".formatted(seed, source, event), e);
      }
    }
  }

  private String pattern(int depth) {
    var fields = new ArrayList<String>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      var name = pick("source", "detail", "status", "run", "bucket", "$or", "a.b", "");
      var value =
          name.equals("$or") && depth < 4
              ? "[%s,%s]".formatted(pattern(depth + 1), pattern(depth + 1))
              : depth < 6 && random.nextInt(3) == 0
                  ? pattern(depth + 1)
                  : "[" + leaf() + (random.nextBoolean() ? "," + leaf() : "") + "]";
      fields.add("\"" + name + i + "\":" + value);
      if (random.nextInt(4) == 0) {
        fields.add("\"" + name + "\":" + value);
      }
    }
    return "{" + String.join(",", fields) + "}";
  }

  private String leaf() {
    return switch (random.nextInt(10)) {
      case 0 -> "null";
      case 1 -> pick("1", "-0", "1e10", "0.000001", "1e999999999", "12345678901234567890");
      case 2 -> "{\"exists\":" + random.nextBoolean() + "}";
      case 3 -> "{\"wildcard\":\"" + pick("*a*b", "**", "\\\\*", "*", "x*y*z*") + "\"}";
      case 4 ->
          "{\"numeric\":[\"" + pick(">", "<=", "=") + "\"," + pick("1", "-5e9", "1e99") + "]}";
      case 5 -> "{\"anything-but\":" + pick("\"a\"", "[1,2]", "{\"prefix\":\"a\"}", "[]") + "}";
      case 6 -> "{\"cidr\":\"" + pick("10.0.0.0/8", "::/0", "1.2.3/4", "x") + "\"}";
      case 7 -> "{\"" + pick("prefix", "suffix", "equals-ignore-case") + "\":\"\u00fcB\"}";
      default -> "\"" + pick("COMPLETED", "aws.omics", "", "a", "\\ud83d\\ude00") + "\"";
    };
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The text with a few things cut out, doubled or put in. */
  private String broken(String text) {
    var out = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0 && !out.isEmpty(); i--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(3)) {
        case 0 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(4)));
        case 1 -> out.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        default -> out.insert(at, out.substring(at, Math.min(out.length(), at + 10)));
      }
    }
    return out.toString();
  }

  private String soup(int most) {
    var out = new StringBuilder();
    for (int i = random.nextInt(most); i >= 0; i--) {
      out.append(TOKENS.get(random.nextInt(TOKENS.size())));
    }
    return out.toString();
  }
}
