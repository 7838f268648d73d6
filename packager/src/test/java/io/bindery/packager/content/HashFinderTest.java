package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.content.HashFinder.Found;
import io.bindery.packager.content.HashFinder.Origin;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.S3Exception;

class HashFinderTest {
  private static final long MIB = 1 << 20;
  private static final List<ChecksumType> SHA256 = List.of(ChecksumType.SHA256_CHUNKED);
  private static final String ANY_SHA256 = "jtP2rWhblZ6tcCJRjhr3bNgW+OjsfM3aHtQBjo8iI/g=";

  private final MemoryS3 s3 = new MemoryS3();

  private Found find(HashingSettings settings) {
    var head = s3.headObject(request -> request.bucket("lab").key("a")).join();
    var object =
        new ObjectVersion(
            S3Uri.of("lab", "a", head.versionId()), Optional.of(head.eTag()), head.contentLength());
    return find(settings, object);
  }

  private Found find(HashingSettings settings, ObjectVersion object) {
    return HashFinder.create(s3, settings, new SharedLimits(4, 64 * MIB), 4)
        .find(object, settings.types(), HashingJob.silent())
        .toCompletableFuture()
        .join();
  }

  private static HashingSettings settings(HashingMode mode, ChecksumType type) {
    return new HashingSettings(List.of(type), mode, Optional.of("scratch"), 9 * MIB);
  }

  private byte[] put(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    s3.put("lab", "a", "v1", content);
    return content;
  }

  private static ObjectHash hash(ChecksumType type, byte[] content) {
    var hasher = ContentHasher.create(type, content.length);
    hasher.update(ByteBuffer.wrap(content));
    return hasher.finish();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256_CHUNKED, 1",
    "SHA256_CHUNKED, 8388607",
    "SHA256_CHUNKED, 8388608",
    "SHA256_CHUNKED, 20000000",
    "CRC64NVME, 5",
    "CRC64NVME, 20000000"
  })
  void copyingAndReadingGiveTheSameHashAndNothingStays(ChecksumType type, int size) {
    var content = put(size);

    var copied = find(settings(HashingMode.S3_COPY, type));

    assertThat(copied.hash()).isEqualTo(hash(type, content));
    assertThat(copied.origin()).isEqualTo(Origin.COMPUTED);
    assertThat(s3.reads).hasValue(0);
    assertThat(s3.uploads).isEmpty();
    assertThat(s3.keys("scratch", "")).isEmpty();
    assertThat(find(settings(HashingMode.STREAM, type)).hash()).isEqualTo(copied.hash());
  }

  @Test
  void autoCopiesLargeObjectsOnly() {
    put(100);
    find(settings(HashingMode.AUTO, ChecksumType.SHA256_CHUNKED));
    assertThat(s3.copies).hasValue(0);

    put((int) (9 * MIB));
    find(settings(HashingMode.AUTO, ChecksumType.SHA256_CHUNKED));
    assertThat(s3.copies).hasValue(2);
    assertThat(s3.reads).hasValue(1);
  }

  @Test
  void autoReadsWhatMayNotBeCopied() {
    var content = put((int) (9 * MIB));
    s3.beforeRead =
        () -> {
          if (s3.copies.get() == 0 && s3.reads.get() == 0 && !s3.uploads.isEmpty()) {
            throw MemoryS3.refused(403, "AccessDenied");
          }
        };

    var found = find(settings(HashingMode.AUTO, ChecksumType.SHA256_CHUNKED));

    assertThat(found.hash()).isEqualTo(hash(ChecksumType.SHA256_CHUNKED, content));
    assertThat(s3.uploads).isEmpty();
  }

  @Test
  void aCopyThatIsRefusedFailsWithItsReasonAndLeavesNothing() {
    put(100);
    s3.beforeRead =
        () -> {
          throw MemoryS3.refused(403, "AccessDenied");
        };

    assertThatThrownBy(() -> find(settings(HashingMode.S3_COPY, ChecksumType.SHA256_CHUNKED)))
        .hasMessageContaining("s3://lab/a?versionId=v1 failed: AWS answered 403 AccessDenied");
    assertThat(s3.uploads).isEmpty();
  }

  @Test
  void anObjectWithoutVersionsThatChangesWhileItIsCopiedIsHashedAgain() {
    s3.put("lab", "a", "null", new byte[] {1});
    s3.beforeRead =
        () -> {
          if (s3.copies.get() == 0) {
            s3.put("lab", "a", "null", new byte[] {2, 3});
          }
        };

    var found = find(settings(HashingMode.S3_COPY, ChecksumType.SHA256_CHUNKED));

    assertThat(found.hash()).isEqualTo(hash(ChecksumType.SHA256_CHUNKED, new byte[] {2, 3}));
    assertThat(found.object().size()).isEqualTo(2);
    assertThat(s3.uploads).isEmpty();
  }

  @Test
  void aBodyThatComesShortIsReadAgain() {
    var content = put(100);
    s3.body = bytes -> s3.reads.get() == 1 ? java.util.Arrays.copyOf(bytes, 10) : bytes;

    assertThat(find(HashingSettings.DEFAULT).hash())
        .isEqualTo(hash(ChecksumType.SHA256_CHUNKED, content));
    assertThat(s3.reads).hasValue(2);
  }

  @Test
  void aComposedHashIsTakenWhenThePartsAreThoseOfThePlan() {
    parts(8 * MIB, 8 * MIB, 8 * MIB, MIB);

    var found = find(HashingSettings.DEFAULT);

    assertThat(found.hash()).isEqualTo(new ObjectHash(ChecksumType.SHA256_CHUNKED, ANY_SHA256));
    assertThat(found.origin()).isEqualTo(Origin.STORED);
    assertThat(s3.reads).hasValue(0);
  }

  @Test
  void aComposedHashOfOtherPartsIsNotTaken() {
    parts(8 * MIB, 7 * MIB, 9 * MIB, MIB);

    var found = find(HashingSettings.DEFAULT);

    assertThat(found.hash().value()).isNotEqualTo(ANY_SHA256);
    assertThat(found.origin()).isEqualTo(Origin.COMPUTED);
  }

  private void parts(Long... sizes) {
    int size = List.of(sizes).stream().mapToInt(Long::intValue).sum();
    s3.put(
        "lab",
        new MemoryS3.Stored(
            "a",
            "v1",
            SdkBytes.fromByteArrayUnsafe(new byte[size]),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new MemoryS3.Parts(ANY_SHA256, List.of(sizes)))));
  }

  /** What a listing says of a size is not believed, least of all that there is nothing. */
  @ParameterizedTest
  @CsvSource({
    "STREAM, 100, 0",
    "STREAM, 100, 99",
    "STREAM, 100, 101",
    "STREAM, 0, 1",
    "STREAM, 9437184, 0",
    "STREAM, 9437184, 100",
    "STREAM, 100, 9437184",
    "S3_COPY, 100, 0",
    "S3_COPY, 100, 101",
    "AUTO, 100, 0",
    "AUTO, 9437184, 0"
  })
  void aSizeThatIsNotTheObjectsNeverGivesAHash(HashingMode mode, int size, long told) {
    put(size);
    var object = new ObjectVersion(S3Uri.of("lab", "a", "v1"), Optional.empty(), told);

    assertThatThrownBy(() -> find(settings(mode, ChecksumType.SHA256_CHUNKED), object))
        .satisfies(
            failure ->
                assertThat(Failures.root(failure))
                    .isInstanceOf(PackagingException.class)
                    .hasMessageContaining("s3://lab/a?versionId=v1"));
    assertThat(s3.uploads).isEmpty();
    assertThat(s3.keys("scratch", "")).isEmpty();
  }

  @Test
  void anObjectThatIsGoneIsNamed() {
    var object = new ObjectVersion(S3Uri.of("lab", "gone", "v1"), Optional.of("\"e\""), 3);

    assertThatThrownBy(
            () ->
                HashFinder.create(s3, HashingSettings.DEFAULT, new SharedLimits(1, MIB), 1)
                    .find(object, SHA256, HashingJob.silent())
                    .toCompletableFuture()
                    .join())
        .satisfies(
            e ->
                assertThat(Failures.root(e))
                    .isInstanceOf(PackagingException.class)
                    .hasMessageContaining("Object s3://lab/gone?versionId=v1 is no longer there"))
        .hasRootCauseInstanceOf(S3Exception.class);
  }
}
