package io.bindery.quilt.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values of all kinds, texts of all scripts. */
final class RandomJson {

  private RandomJson() {}

  static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> JsonNull.NULL;
      case 1 -> new JsonBoolean(random.nextBoolean());
      case 2 ->
          new JsonInteger(
              new BigInteger(random.nextInt(200) + 1, random).subtract(BigInteger.TEN.pow(25)));
      case 3 -> {
        double number = Double.longBitsToDouble(random.nextLong());
        yield new JsonFloat(Double.isFinite(number) ? number : random.nextGaussian());
      }
      case 4, 5 -> new JsonString(text(random));
      case 6 -> {
        List<JsonValue> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(random, depth - 1));
        }
        yield new JsonArray(items);
      }
      default -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          members.put(text(random), value(random, depth - 1));
        }
        yield new JsonObject(members);
      }
    };
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int bound =
          random.nextBoolean()
              ? 0x80
              : random.nextBoolean() ? 0x10000 : Character.MAX_CODE_POINT + 1;
      int point = random.nextInt(bound);
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        out.appendCodePoint(point);
      }
    }
    return out.toString();
  }
}
