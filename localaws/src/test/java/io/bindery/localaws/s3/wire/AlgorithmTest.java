package io.bindery.localaws.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmTest {
  /** The check values of the catalogues, for the text 123456789. */
  @ParameterizedTest
  @CsvSource({
    "CRC32, y/Q5Jg==",
    "CRC32C, 4waSgw==",
    "CRC64NVME, rosUhgp5mIg=",
    "SHA1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
    "SHA256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
  })
  void valuesAreThoseOfTheCatalogues(Algorithm algorithm, String value) {
    assertThat(of(algorithm, "123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void checksumsOfPartsMakeThatOfTheWhole(Algorithm algorithm) {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] whole = new byte[random.nextInt(5_000)];
      random.nextBytes(whole);
      int cut = random.nextInt(whole.length + 1);
      String first = of(algorithm, Arrays.copyOf(whole, cut));
      String second = of(algorithm, Arrays.copyOfRange(whole, cut, whole.length));
      assertThat(algorithm.join(first, second, whole.length - cut))
          .as("bindery.seed=%d, round %d", seed, round)
          .isEqualTo(of(algorithm, whole));
    }
  }

  @Test
  void namesAreTakenInAnyCase() {
    assertThat(Algorithm.named("crc64nvme")).isEqualTo(Algorithm.CRC64NVME);
  }

  private static String of(Algorithm algorithm, byte[] content) {
    Algorithm.Running running = algorithm.start();
    running.update(content, content.length);
    return running.value();
  }
}
