package io.bindery.quilt.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bindery.quilt.json.JsonWriteException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonOutputTest {

  @Test
  void saysWhereAValueCannotBeWritten() {
    JsonValue value = Json.parse("{\"a\": [1, {\"b\": NaN}]}");
    JsonWriteException e =
        catchThrowableOfType(JsonWriteException.class, () -> JsonForm.FILE.toBytes(value));
    assertThat(e.reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(e.path()).isEqualTo(".a[1].b");
    assertThat(e).hasMessageContaining("NaN").hasMessageEndingWith(" at .a[1].b");
    assertThat(JsonForm.CANONICAL.toText(value)).isEqualTo("{\"a\":[1,{\"b\":NaN}]}");
  }

  @Test
  void sortsHalfCharactersAsPythonDoes() {
    String text =
        "{\"\uff01\": 0, \"\\ud83da\": 1, \"\ud83d\ude00\": 2, \"\\ud83d\": 3, \"\\ude00\": 4, \"\\ud83d\uff01\": 5}";
    assertThat(
            ((JsonObject) Json.parse(JsonForm.CANONICAL.toText(Json.parse(text))))
                .members()
                .values())
        .extracting(value -> ((JsonInteger) value).value().intValue())
        .containsExactly(3, 1, 5, 4, 0, 2);
  }

  @Test
  void refusesHalfCharactersInFiles() {
    for (String text : List.of("a\ud800", "\udc00a", "\ud800\ud800\udc00", "\udc00\ud800")) {
      JsonWriteException e =
          catchThrowableOfType(
              JsonWriteException.class, () -> JsonForm.FILE.toBytes(new JsonString(text)));
      assertThat(e.reason()).isEqualTo(Reason.LONE_SURROGATE);
    }
  }

  @Test
  void refusesWhatIsTooDeep() {
    JsonValue value = JsonNull.NULL;
    for (int i = 0; i < JsonLimits.MAX_DEPTH; i++) {
      value = JsonArray.of(value);
    }
    assertThat(
            Json.parse(JsonForm.FILE.toText(value), new JsonLimits(JsonLimits.MAX_DEPTH, 10_000)))
        .isNotNull();
    JsonValue deeper = new JsonObject(Map.of("k", value));
    assertThat(
            catchThrowableOfType(JsonWriteException.class, () -> JsonForm.CANONICAL.toBytes(deeper))
                .reason())
        .isEqualTo(Reason.TOO_DEEP);
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      JsonValue value = RandomJson.value(random, 4);
      assertThat(Json.parse(JsonForm.FILE.toBytes(value))).as("seed %d", seed).isEqualTo(value);
      assertThat(Json.parse(JsonForm.CANONICAL.toText(value))).as("seed %d", seed).isEqualTo(value);
      assertThat(JsonForm.CANONICAL.toText(value)).isASCII();
    }
  }

  @Test
  void truthIsPythons() {
    for (String falsy : List.of("null", "false", "0", "-0", "0.0", "-0.0", "\"\"", "[]", "{}")) {
      assertThat(Json.parse(falsy).isTruthy()).as(falsy).isFalse();
    }
    for (String truthy : List.of("true", "1", "-1", "0.1", "NaN", "\" \"", "[0]", "{\"\": null}")) {
      assertThat(Json.parse(truthy).isTruthy()).as(truthy).isTrue();
    }
  }
}
