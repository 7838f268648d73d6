package io.bindery.quilt.crate;

import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether two entities say the same, told by a digest, so that only digests are kept. As in Python
 * the order of keys does not count, {@code 1} is {@code 1.0}, and {@code true} is {@code 1}.
 */
final class Sameness {
  private Sameness() {}

  /** The digest of all but the id, as text. */
  static String of(JsonObject entity) {
    var canonical = JsonForm.CANONICAL.toBytes(normal(entity.without(Entity.ID)));
    return Base64.getEncoder().encodeToString(Sha256.create().digest(canonical));
  }

  private static JsonValue normal(JsonValue value) {
    if (value instanceof JsonObject object) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      object.members().forEach((key, member) -> members.put(key, normal(member)));
      return new JsonObject(members);
    }
    if (value instanceof JsonArray array) {
      return new JsonArray(array.items().stream().map(Sameness::normal).toList());
    }
    if (value instanceof JsonBoolean bool) {
      return JsonInteger.of(bool.value() ? 1 : 0);
    }
    if (value instanceof JsonFloat number
        && Double.isFinite(number.value())
        && number.value() == Math.rint(number.value())) {
      return new JsonInteger(new BigDecimal(number.value()).toBigIntegerExact());
    }
    return value;
  }
}
