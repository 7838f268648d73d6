package io.bindery.quilt.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentHasherTest {

  private static final int TWO_PARTS_AND_SOME = (16 << 20) + 12_345;

  @ParameterizedTest
  @EnumSource
  void doesNotDependOnHowTheContentIsSplit(ChecksumType type) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] content = new byte[TWO_PARTS_AND_SOME];
    random.nextBytes(content);
    ContentHasher whole = ContentHasher.create(type, content.length);
    whole.update(content, 0, content.length);
    ObjectHash expected = whole.finish();

    for (int round = 0; round < 8; round++) {
      ContentHasher hasher = ContentHasher.create(type, content.length);
      int largest = 1 << (8 + random.nextInt(17));
      for (int at = 0; at < content.length; ) {
        int length = Math.min(random.nextInt(largest), content.length - at);
        hasher.update(buffer(content, at, length, random.nextInt(3)));
        at += length;
      }
      assertThat(hasher.finish()).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static ByteBuffer buffer(byte[] content, int at, int length, int kind) {
    return switch (kind) {
      case 0 -> ByteBuffer.wrap(content, at, length);
      case 1 -> ByteBuffer.wrap(Arrays.copyOfRange(content, at, at + length)).asReadOnlyBuffer();
      default -> ByteBuffer.allocateDirect(length).put(content, at, length).flip();
    };
  }

  @Test
  void partsHashedApartGiveTheSame() {
    byte[] content = new byte[TWO_PARTS_AND_SOME];
    new Random(7).nextBytes(content);
    ChunkPlan plan = ChunkPlan.of(content.length);
    List<byte[]> digests =
        IntStream.range(0, plan.parts())
            .parallel()
            .mapToObj(
                part -> {
                  MessageDigest digest = Sha256.create();
                  digest.update(content, (int) plan.offset(part), (int) plan.length(part));
                  return digest.digest();
                })
            .toList();
    ContentHasher hasher = ContentHasher.create(ChecksumType.SHA256_CHUNKED, content.length);
    hasher.update(ByteBuffer.wrap(content));
    assertThat(ChunkedSha256.combine(digests)).isEqualTo(hasher.finish());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChunkedSha256.combine(List.of(new byte[31])));
  }

  @ParameterizedTest
  @EnumSource
  void noticesThatTheObjectChanged(ChecksumType type) {
    ContentHasher shorter = ContentHasher.create(type, 5);
    shorter.update(new byte[4], 0, 4);
    assertThatExceptionOfType(ContentSizeException.class)
        .isThrownBy(shorter::finish)
        .withMessageContaining("4 bytes, not the 5 announced");
    ContentHasher longer = ContentHasher.create(type, 5);
    assertThatExceptionOfType(ContentSizeException.class)
        .isThrownBy(() -> longer.update(new byte[6], 0, 6))
        .withMessageContaining("at least 6 bytes, not the 5 announced");
  }

  @Test
  void hashesHaveAShape() {
    String sha = "a".repeat(64);
    assertThat(new ObjectHash(ChecksumType.SHA256, sha).value()).isEqualTo(sha);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectHash(ChecksumType.SHA256, "A".repeat(64)))
        .withMessageContaining("64 lower-case hex digits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectHash(ChecksumType.SHA256_CHUNKED, "AAAA"))
        .withMessageContaining("base64 of 32 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectHash(ChecksumType.CRC64NVME, "AAAAAAAAAAA"))
        .withMessageContaining("base64 of 8 bytes");
    assertThat(ChecksumType.ofWireName("sha256")).isEmpty();
    assertThat(ChecksumType.ofWireName("sha2-256-chunked")).contains(ChecksumType.SHA256_CHUNKED);
  }

  @Test
  void plansAreBounded() {
    assertThatIllegalArgumentException().isThrownBy(() -> ChunkPlan.of(-1));
    ChunkPlan largest = ChunkPlan.of(Long.MAX_VALUE);
    assertThat(largest.parts()).isLessThanOrEqualTo(ChunkPlan.MAX_PARTS);
    assertThat(largest.offset(largest.parts() - 1) + largest.length(largest.parts() - 1))
        .isEqualTo(Long.MAX_VALUE);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ChunkPlan.of(0).length(0));
  }
}
