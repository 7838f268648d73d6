package io.bindery.quilt.json;

/**
 * A number written with a fraction or an exponent, as an IEEE 754 double. NaN and the infinities
 * exist (Python reads them, and an overflowing number becomes one); the file form refuses to write
 * those.
 */
public record JsonFloat(double value) implements JsonValue {

  @Override
  public boolean isTruthy() {
    return value != 0.0;
  }
}
