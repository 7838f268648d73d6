package io.bindery.quilt.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The text of a double as Python's {@code repr} gives it: the fewest digits that read back as the
 * same double, among those the closest to the exact value, in a tie the even last digit. {@link
 * Double#toString(double)} of JDK 17 does not always find them.
 */
final class FloatText {

  /**
   * Decimals of up to 15 significant digits and normal doubles map to each other one to one. So a
   * decimal that short which reads back as the double is the only one, and its zeros stripped it is
   * the shortest.
   */
  private static final int UNIQUE_DIGITS = 15;

  private static final int MAX_DIGITS = 17;
  private static final double EXACT_LONGS = 1e15;

  private FloatText() {}

  static String of(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0" : "-0.0";
    }
    double size = Math.abs(value);
    String sign = value < 0 ? "-" : "";
    if (size < EXACT_LONGS && size == Math.rint(size)) {
      return sign + (long) size + ".0";
    }
    String quick = Double.toString(size);
    Decimal decimal = Decimal.of(quick);
    if (size < Double.MIN_NORMAL || decimal.digits.length() > UNIQUE_DIGITS) {
      decimal = shortest(size);
    }
    return sign + decimal.text();
  }

  private static Decimal shortest(double size) {
    BigDecimal exact = new BigDecimal(size);
    int digits = 1;
    if (size >= Double.MIN_NORMAL) {
      BigDecimal rounded = exact.round(new MathContext(UNIQUE_DIGITS, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == size) {
        return Decimal.of(rounded);
      }
      digits = UNIQUE_DIGITS + 1;
    }
    for (; digits < MAX_DIGITS; digits++) {
      BigDecimal down = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal up = exact.round(new MathContext(digits, RoundingMode.UP));
      boolean downFits = down.doubleValue() == size;
      boolean upFits = up.doubleValue() == size;
      if (downFits || upFits) {
        return Decimal.of(!upFits || (downFits && downIsBetter(down, up, exact)) ? down : up);
      }
    }
    return Decimal.of(exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)));
  }

  private static boolean downIsBetter(BigDecimal down, BigDecimal up, BigDecimal exact) {
    int nearer = exact.subtract(down).compareTo(up.subtract(exact));
    return nearer < 0 || (nearer == 0 && !down.unscaledValue().testBit(0));
  }

  /**
   * @param digits significant, without leading and trailing zeros
   * @param exponent decimal exponent of the first digit
   */
  private record Decimal(String digits, int exponent) {

    static Decimal of(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      return new Decimal(
          stripped.unscaledValue().toString(), stripped.precision() - stripped.scale() - 1);
    }

    /** From what {@link Double#toString(double)} prints for a positive number. */
    static Decimal of(String printed) {
      int e = printed.indexOf('E');
      int exponent = e < 0 ? 0 : Integer.parseInt(printed, e + 1, printed.length(), 10);
      String mantissa = e < 0 ? printed : printed.substring(0, e);
      int point = mantissa.indexOf('.');
      String all = mantissa.substring(0, point) + mantissa.substring(point + 1);
      int first = 0;
      while (all.charAt(first) == '0') {
        first++;
      }
      int end = all.length();
      while (all.charAt(end - 1) == '0') {
        end--;
      }
      return new Decimal(all.substring(first, end), exponent + point - 1 - first);
    }

    String text() {
      int length = digits.length();
      if (exponent < -4 || exponent >= 16) {
        String fraction = length == 1 ? "" : "." + digits.substring(1);
        int size = Math.abs(exponent);
        return digits.charAt(0)
            + fraction
            + (exponent < 0 ? "e-" : "e+")
            + (size < 10 ? "0" : "")
            + size;
      }
      if (exponent < 0) {
        return "0." + "0".repeat(-exponent - 1) + digits;
      }
      int whole = exponent + 1;
      return length > whole
          ? digits.substring(0, whole) + "." + digits.substring(whole)
          : digits + "0".repeat(whole - length) + ".0";
    }
  }
}
