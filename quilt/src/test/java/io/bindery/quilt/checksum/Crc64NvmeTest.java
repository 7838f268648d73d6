package io.bindery.quilt.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {

  @Test
  void isWhatBitByBitGives() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] content = content(random, 200);
      Crc64Nvme crc = new Crc64Nvme();
      crc.update(content);
      assertThat(crc.getValue()).as("seed %d", seed).isEqualTo(bitByBit(content));
      crc.reset();
      for (byte b : content) {
        crc.update(b);
      }
      assertThat(crc.getValue()).as("seed %d", seed).isEqualTo(bitByBit(content));
    }
  }

  @Test
  void combinesAtAnyPlace() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] content = content(random, 100_000);
      int cut = random.nextInt(content.length + 1);
      long first = crc(content, 0, cut);
      long second = crc(content, cut, content.length - cut);
      assertThat(Crc64Nvme.combine(first, second, content.length - cut))
          .as("seed %d", seed)
          .isEqualTo(crc(content, 0, content.length));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Crc64Nvme.combine(1, 2, -1));
  }

  @Test
  void combinesHugeLengths() {
    long half = Crc64Nvme.combine(123, 456, 1L << 61);
    assertThat(Crc64Nvme.combine(Crc64Nvme.combine(half, 0, 1L << 61), 0, 1L << 61))
        .isEqualTo(Crc64Nvme.combine(half, 0, 1L << 62));
  }

  private static byte[] content(Random random, int longest) {
    byte[] content = new byte[random.nextInt(longest)];
    random.nextBytes(content);
    return content;
  }

  private static long crc(byte[] content, int offset, int length) {
    Crc64Nvme crc = new Crc64Nvme();
    crc.update(content, offset, length);
    return crc.getValue();
  }

  private static long bitByBit(byte[] content) {
    long state = -1;
    for (byte b : content) {
      state ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        state = (state & 1) == 0 ? state >>> 1 : (state >>> 1) ^ 0x9A6C9329AC4BC9B5L;
      }
    }
    return ~state;
  }
}
