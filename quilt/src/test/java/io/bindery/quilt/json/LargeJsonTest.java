package io.bindery.quilt.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents that are read item by item are read as if they were read whole, broken ones too. */
class LargeJsonTest {
  private static final int DOCUMENTS = Integer.getInteger("bindery.documents", 5000);
  private static final String[] CHARSETS = {
    "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"
  };
  private static final String[] LISTS = {
    "\"@graph\"", "\"\\u0040graph\"", "\"@Graph\"", "\"@graph\" \n", "\"x\""
  };
  private static final String MUTATIONS = "{}[],:\"\\ \n\t0-1e.NI\ufeffx/";

  private final long seed = Long.getLong("bindery.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** What was found: the items of the last list, if there is one. */
  private static final class Found implements LargeJson.Items {
    private Optional<List<JsonValue>> items = Optional.empty();

    @Override
    public void begin() {
      items = Optional.of(new ArrayList<>());
    }

    @Override
    public void item(String text, JsonValue value) {
      assertThat(Json.parse(text)).isEqualTo(value);
      items.orElseThrow().add(value);
    }

    @Override
    public void noList() {
      items = Optional.empty();
    }
  }

  @Test
  void whatIsReadItemByItemIsReadAsAWhole() throws IOException {
    System.out.println("seed " + seed);
    int read = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      var text = mutated(document());
      var bytes = text.getBytes(Charset.forName(CHARSETS[random.nextInt(CHARSETS.length)]));
      if (random.nextInt(50) == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      var where = "document %d of seed %d: %s".formatted(i, seed, text);
      Optional<JsonValue> whole;
      try {
        whole = Optional.of(Json.parse(bytes));
      } catch (JsonSyntaxException e) {
        whole = Optional.empty();
      }
      var found = new Found();
      Optional<Boolean> object;
      try {
        object =
            Optional.of(
                LargeJson.read(
                    new ByteArrayInputStream(bytes), "@graph", JsonLimits.DEFAULT, found));
      } catch (JsonSyntaxException e) {
        object = Optional.empty();
      }
      assertThat(object).as(where).isEqualTo(whole.map(it -> it instanceof JsonObject));
      if (whole.orElse(JsonNull.NULL) instanceof JsonObject members) {
        read++;
        assertThat(found.items)
            .as(where)
            .isEqualTo(
                members
                    .get("@graph")
                    .filter(JsonArray.class::isInstance)
                    .map(list -> ((JsonArray) list).items()));
      }
    }
    assertThat(read).as("documents that are objects").isGreaterThan(DOCUMENTS / 4);
  }

  private String document() {
    if (random.nextInt(20) == 0) {
      return text(RandomJson.value(random, 3));
    }
    var out = new StringBuilder("{");
    for (int n = random.nextInt(4); n > 0; n--) {
      out.append(out.length() > 1 ? ", " : " ")
          .append(LISTS[random.nextInt(LISTS.length)])
          .append(':');
      if (random.nextInt(4) == 0) {
        out.append(text(RandomJson.value(random, 2)));
        continue;
      }
      var between = "[";
      for (int items = random.nextInt(4); items > 0; items--) {
        out.append(between).append(text(RandomJson.value(random, 3)));
        between = " ,\r\n";
      }
      out.append(between.equals("[") ? "[ ]" : "\t]");
    }
    return out.append(random.nextBoolean() ? "}" : "} \n").toString();
  }

  private static String text(JsonValue value) {
    return new String(JsonForm.FILE.toBytes(value), StandardCharsets.UTF_8);
  }

  private String mutated(String document) {
    var out = new StringBuilder(document);
    for (int n = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0; n > 0; n--) {
      int at = random.nextInt(out.length());
      char c = MUTATIONS.charAt(random.nextInt(MUTATIONS.length()));
      switch (random.nextInt(4)) {
        case 0 -> out.insert(at, c);
        case 1 -> out.setCharAt(at, c);
        case 2 -> out.setLength(at + 1);
        default -> out.deleteCharAt(at);
      }
      if (out.isEmpty()) {
        out.append(' ');
      }
    }
    return out.toString();
  }

  @Test
  void aWrongPlaceIsToldByLineAndColumn() {
    var document = "{\"x\": 1,\n \"@graph\": [{},\n  {\"a\": [1, 2,]}]}";
    assertThat(
            catchThrowableOfType(
                JsonSyntaxException.class,
                () ->
                    LargeJson.read(
                        new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)),
                        "@graph",
                        JsonLimits.DEFAULT,
                        new Found())))
        .satisfies(
            failure -> {
              assertThat(failure.line()).isEqualTo(3);
              assertThat(failure.column()).isEqualTo(15);
            });
  }
}
