package io.bindery.quilt.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Metadata and keys of all kinds: the manifest has the top hash that a second writing of the rule
 * finds, in what went in and in what came out, or there is no manifest. A long run is {@code
 * -Dbindery.objects=100000}.
 */
class TopHashFuzzTest {
  private static final int OBJECTS = Integer.getInteger("bindery.objects", 1500);
  private static final int MAX_DIGITS = 4300;

  private static final String[] NUMBERS = {
    "-0",
    "0",
    "-0.0",
    "0e5",
    "1e400",
    "-1E+400",
    "1e-400",
    "-1e-400",
    "5e-324",
    "4.9E-324",
    "2e-324",
    "2.2250738585072014E-308",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "1e16",
    "1e15",
    "9999999999999998",
    "9999999999999998.0",
    "9007199254740993.0",
    "9007199254740993",
    "0.0001",
    "0.00009999999999999999",
    "1.50",
    "1E2",
    "1e22",
    "1e23",
    "2.26797932753915e+17",
    "0.1",
    "0.30000000000000004",
    "123456789012345678901234567890",
    "1.0",
    "100.0",
    "NaN",
    "Infinity",
    "-Infinity",
    "2e0",
    "9.5e-5",
    "5e-5"
  };
  private static final String[] TEXTS = {
    "a",
    "\\u0061",
    "A",
    "\u00e9",
    "e\u0301",
    "\\u00e9",
    "e\\u0301",
    "\u212b",
    "\u00c5",
    "\ud83d\ude00",
    "\\ud83d\\ude00",
    "\\uD83D\\uDE00",
    "\uff21",
    "\ufffd",
    "\u2028",
    "\u007f",
    "\\u007f",
    "\\u0000",
    "\\u001F",
    "\\b\\t\\n\\f\\r",
    "\\/",
    "/",
    "<&>'",
    "\\\"",
    "\\\\",
    "\ufeff",
    "\u0085",
    " ",
    "",
    "\u00df",
    "\ufb01",
    "_",
    "~"
  };
  private static final String[] LITERALS = {"true", "false", "null"};
  private static final String[] HALVES = {"\\ud800", "\\udc00", "\\ude00\\ud83d", "\\ud83dx"};

  private final long seed = Long.getLong("bindery.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int made;

  @Test
  void theTopHashIsTheOneOfTheRule() throws IOException {
    System.out.println("seed " + seed);
    for (int i = 0; i < OBJECTS; i++) {
      check(i);
    }
    assertThat(made).as("manifests that were made").isGreaterThan(OBJECTS / 2);
  }

  private void check(int number) throws IOException {
    var text = object(1 + random.nextInt(4));
    if (random.nextInt(200) == 0) {
      int deep = 1 + random.nextInt(JsonLimits.DEFAULT.maxDepth() - 20);
      text = "{\"deep\": " + "[".repeat(deep) + text + "]".repeat(deep) + "}";
    }
    var where = "object %d of seed %d: %s".formatted(number, seed, text);
    JsonObject metadata;
    try {
      metadata = (JsonObject) Json.parse(text);
    } catch (JsonSyntaxException e) {
      assertThat(text).as(where).containsPattern("[0-9]{" + (MAX_DIGITS + 1) + "}");
      return;
    }
    var expected = SecondWriting.canonical(text);
    var keys = SecondWriting.sorted(keys());
    var out = new ByteArrayOutputStream();
    String topHash;
    try {
      var writer =
          new ManifestWriter(out, ManifestHeader.builder().userMeta(metadata).message("m").build());
      for (var key : keys) {
        writer.entry(
            new ManifestEntry(
                new LogicalKey(key),
                new S3Uri("b", "k", Optional.empty()),
                number,
                ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED),
                JsonObject.EMPTY.with("user_meta", metadata)));
      }
      topHash = writer.finish().topHash().value();
    } catch (ManifestRuleException e) {
      assertThat(expected.writable()).as(where).isFalse();
      return;
    }
    made++;
    assertThat(expected.writable()).as(where).isTrue();
    var hash =
        "{\"type\":\"sha2-256-chunked\",\"value\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}";
    var hashed =
        new StringBuilder(
            "{\"message\":\"m\",\"user_meta\":%s,\"version\":\"v0\"}"
                .formatted(expected.canonical()));
    for (var key : keys) {
      hashed.append(
          "{\"hash\":%s,\"logical_key\":%s,\"meta\":{\"user_meta\":%s},\"size\":%d}"
              .formatted(
                  hash,
                  SecondWriting.canonical(quoted(key)).canonical(),
                  expected.canonical(),
                  number));
    }
    assertThat(topHash).as(where).isEqualTo(SecondWriting.sha256(hashed.toString()));
    var manifest = out.toString(UTF_8);
    assertThat(topHash).as("read back: " + where).isEqualTo(SecondWriting.topHash(manifest));
    try (var reader = ManifestReader.open(new ByteArrayInputStream(out.toByteArray()))) {
      while (reader.next().isPresent()) {
        // The summary is of all lines.
      }
      assertThat(reader.summary().topHash().value()).as(where).isEqualTo(topHash);
    }
  }

  private static String quoted(String key) {
    return "\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Some keys without clash. */
  private List<String> keys() {
    var keys = new LinkedHashSet<String>();
    for (int n = random.nextInt(4); n >= 0; n--) {
      var key = new StringBuilder(n % 2 == 0 ? "d" : "d/" + part());
      keys.add(key.append(n).append(part()).toString());
    }
    var alone = new ArrayList<String>();
    for (var key : keys) {
      if (keys.stream().noneMatch(it -> it.startsWith(key + "/"))) {
        alone.add(key);
      }
    }
    return alone;
  }

  private String part() {
    var text = TEXTS[random.nextInt(TEXTS.length)];
    return text.contains("\\") || text.contains("/") ? "x y" : text + "!";
  }

  private String object(int depth) {
    var out = new StringBuilder("{");
    for (int n = random.nextInt(5); n > 0; n--) {
      out.append(out.length() > 1 ? "," : "").append(space());
      out.append(string()).append(space()).append(':').append(space()).append(value(depth - 1));
    }
    return out.append(space()).append('}').toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> random.nextInt(3) > 0 ? finite() : NUMBERS[random.nextInt(NUMBERS.length)];
      case 1, 2 -> finite();
      case 3 -> LITERALS[random.nextInt(LITERALS.length)];
      case 6 -> object(depth);
      case 7 -> list(depth);
      default -> string();
    };
  }

  private String list(int depth) {
    var out = new StringBuilder("[");
    for (int n = random.nextInt(4); n > 0; n--) {
      out.append(out.length() > 1 ? "," : "").append(space()).append(value(depth - 1));
    }
    return out.append(space()).append(']').toString();
  }

  /** Numbers of all sizes, with digits of all lengths. */
  private String finite() {
    return switch (random.nextInt(6)) {
      case 0 -> new BigInteger(random.nextInt(300), random).toString();
      case 1 ->
          random.nextInt(500) == 0
              ? "1" + "0".repeat(MAX_DIGITS - 1 + random.nextInt(2))
              : Integer.toString(random.nextInt());
      case 2 -> halves();
      case 3 -> random.nextInt() + "." + random.nextInt(1000) + "e" + (random.nextInt(40) - 20);
      default -> {
        double bits = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(bits) ? Double.toString(bits) : "0.5";
      }
    };
  }

  /** All digits of a number between two others. */
  private String halves() {
    double number = Math.scalb((double) random.nextInt(1 << 20), random.nextInt(100) - 60);
    var digits = new BigDecimal(number).toString();
    return digits.contains(".") ? digits : "1.25";
  }

  private String string() {
    var out = new StringBuilder("\"");
    for (int n = random.nextInt(4); n > 0; n--) {
      out.append(
          random.nextInt(400) == 0
              ? HALVES[random.nextInt(HALVES.length)]
              : TEXTS[random.nextInt(TEXTS.length)]);
    }
    return out.append('"').toString();
  }

  private String space() {
    return random.nextInt(5) == 0 ? "\r\n\t ".substring(random.nextInt(4)) : "";
  }
}
