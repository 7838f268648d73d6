package io.bindery.quilt.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredChecksumsTest {

  private static final String SHA = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
  private static final List<ChecksumType> CHUNKED = List.of(ChecksumType.SHA256_CHUNKED);
  private static final long PART = ChunkPlan.MIN_PART_SIZE;

  @Test
  void aChecksumOfPartsIsNotOneOfTheContent() {
    assertThat(StoredChecksums.fromHead(CHUNKED, 5, Optional.of(SHA), Optional.empty()))
        .isPresent();
    assertThat(StoredChecksums.fromHead(CHUNKED, 5, Optional.of(SHA + "-1"), Optional.empty()))
        .isEmpty();
    assertThat(StoredChecksums.fromHead(CHUNKED, PART, Optional.of(SHA), Optional.empty()))
        .isEmpty();
  }

  @Test
  void theLegacyHashIsNotMade() {
    assertThat(
            StoredChecksums.fromHead(
                List.of(ChecksumType.SHA256), 5, Optional.of(SHA), Optional.empty()))
        .isEmpty();
  }

  @Test
  void partsMustBeThoseOfThePlan() {
    ObjectHash hash = new ObjectHash(ChecksumType.SHA256_CHUNKED, SHA);
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.of(SHA), 2, List.of(PART, 1L)))
        .contains(hash);
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.of(SHA + "-2"), 2, List.of(PART, 1L)))
        .contains(hash);
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.of(SHA + "-3"), 2, List.of(PART, 1L)))
        .isEmpty();
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.of(SHA), 2, List.of(PART))).isEmpty();
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.of(SHA), 3, List.of(PART, 1L)))
        .isEmpty();
    assertThat(StoredChecksums.fromParts(PART + 1, Optional.empty(), 2, List.of(PART, 1L)))
        .isEmpty();
    assertThat(StoredChecksums.fromParts(5, Optional.of(SHA), 1, List.of(5L))).isEmpty();
  }
}
