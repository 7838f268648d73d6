package io.bindery.quilt.json;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * A number written without fraction and exponent, of any length. Never equal to a {@link
 * JsonFloat}.
 */
public record JsonInteger(BigInteger value) implements JsonValue {

  public JsonInteger {
    requireNonNull(value, "value");
  }

  public static JsonInteger of(long value) {
    return new JsonInteger(BigInteger.valueOf(value));
  }

  @Override
  public boolean isTruthy() {
    return value.signum() != 0;
  }
}
