package io.bindery.quilt.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
  private static final int ROUNDS = Integer.getInteger("bindery.floats", 6_000);

  @ParameterizedTest
  @CsvSource({
    "2.26797932753915e17, 2.26797932753915e+17",
    "5e-324, 5e-324",
    "4.9e-324, 5e-324",
    "1.5e-323, 1.5e-323",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "2.225073858507201e-308, 2.225073858507201e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740993, 9007199254740992.0",
    "9999999999999998, 9999999999999998.0",
    "1e16, 1e+16",
    "1e15, 1000000000000000.0",
    "123456789012345680, 1.2345678901234568e+17",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.00012345, 0.00012345",
    "2e-3, 0.002",
    "2.0E-100, 2e-100",
    "1e23, 1e+23",
    "9.5367431640625e-07, 9.5367431640625e-07",
    "-1234.5, -1234.5",
    "0, 0.0",
    "-0.0, -0.0"
  })
  void isPythons(double value, String text) {
    assertThat(FloatText.of(value)).isEqualTo(text);
  }

  @Test
  void quickWayGivesWhatTheDefinitionGives() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      check(Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE), seed);
      check(random.nextLong() * Math.pow(10, random.nextInt(30) - 20), seed);
      check(random.nextInt(1_000_000) / 1000.0, seed);
      check(Math.scalb(1.0, random.nextInt(2098) - 1074), seed);
      check(Math.nextUp(Math.pow(10, random.nextInt(600) - 300)), seed);
      check(random.nextInt(100_000) * Double.MIN_VALUE, seed);
    }
  }

  private static void check(double value, long seed) {
    if (Double.isFinite(value) && value != 0) {
      assertThat(FloatText.of(value))
          .as("bits %x, seed %d", Double.doubleToLongBits(value), seed)
          .isEqualTo(definition(value));
    }
  }

  /** The fewest digits that read back; of two the closer one; in a tie the even one. */
  private static String definition(double value) {
    double size = Math.abs(value);
    BigDecimal exact = new BigDecimal(size);
    for (int n = 1; ; n++) {
      BigDecimal down = exact.round(new MathContext(n, RoundingMode.DOWN));
      BigDecimal up = exact.round(new MathContext(n, RoundingMode.UP));
      boolean downFits = Double.parseDouble(down.toString()) == size;
      boolean upFits = Double.parseDouble(up.toString()) == size;
      if (downFits || upFits) {
        int nearer = exact.subtract(down).compareTo(up.subtract(exact));
        boolean even = !down.unscaledValue().testBit(0);
        BigDecimal best =
            !upFits || (downFits && (nearer < 0 || (nearer == 0 && even))) ? down : up;
        return (value < 0 ? "-" : "") + notation(best.stripTrailingZeros());
      }
    }
  }

  private static String notation(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = value.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = value.unscaledValue().toString();
    return (digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1))
        + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
