package io.bindery.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.checksum.Crc64Nvme;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeCrc64Test {
  private static final long SEED = Long.getLong("bindery.seed", System.nanoTime());

  @Test
  void itIsTheOneThatBinderyComputes() {
    var random = new Random(SEED);
    var crcs = NativeCrc64.orElse(Crc64Nvme::new);
    for (int round = 0; round < 200; round++) {
      var content = new byte[random.nextInt(100_000)];
      random.nextBytes(content);
      var buffer = random.nextBoolean() ? ByteBuffer.wrap(content) : direct(content);
      int cut = random.nextInt(content.length + 1);
      var crc = crcs.get();
      crc.update(buffer.limit(cut));
      crc.update(buffer.limit(content.length));
      assertThat(buffer.hasRemaining()).isFalse();
      var own = new Crc64Nvme();
      own.update(content, 0, content.length);
      assertThat(crc.getValue()).as("seed %d, round %d", SEED, round).isEqualTo(own.getValue());
      crc.reset();
      assertThat(crc.getValue()).isZero();
    }
  }

  @Test
  void thisMachineHasOne() {
    assertThat(NativeCrc64.orElse(Crc64Nvme::new).get()).isNotInstanceOf(Crc64Nvme.class);
  }

  private static ByteBuffer direct(byte[] content) {
    return ByteBuffer.allocateDirect(content.length).put(content).flip();
  }
}
