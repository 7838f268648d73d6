package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectCopierTest {
  private static final int LARGE = (17 << 20) + 3;
  private static final S3Uri TARGET = S3Uri.of("to", "a/b/file");

  private final MemoryS3 memory = new MemoryS3();
  private final CopyingS3 s3 = new CopyingS3(memory);
  private final ObjectCopier copier = new ObjectCopier(s3, new SharedLimits(8, 64 << 20), 2);

  private ObjectVersion source(byte[] content) {
    memory.put("from", "file", "v0", content);
    return new ObjectVersion(S3Uri.of("from", "file", "v0"), Optional.empty(), content.length);
  }

  private static byte[] content(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static ObjectHash hash(byte[] content, ChecksumType type) {
    var hasher = ContentHasher.create(type, content.length);
    hasher.update(ByteBuffer.wrap(content));
    return hasher.finish();
  }

  private ObjectVersion copy(ObjectVersion source, ObjectHash expected) {
    return copier.copy(source, expected, TARGET, HashingJob.silent()).toCompletableFuture().join();
  }

  private Optional<ObjectVersion> find(byte[] content, ChecksumType type) {
    return copier
        .find(
            TARGET,
            content.length,
            hash(content, type),
            (object, kind) -> CompletableFuture.completedFuture(Optional.empty()),
            HashingJob.silent())
        .toCompletableFuture()
        .join();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256_CHUNKED, 0",
    "SHA256_CHUNKED, 7",
    "SHA256_CHUNKED, " + LARGE,
    "CRC64NVME, " + LARGE,
    "SHA256, 7",
    "SHA256, " + LARGE
  })
  void aCopyIsVerifiedByWhatS3ComputedOnTheWay(ChecksumType type, int size) {
    var content = content(size);

    var copy = copy(source(content), hash(content, type));

    assertThat(copy.location().versionId()).isPresent();
    assertThat(memory.content("to", "a/b/file")).contains(content);
    assertThat(memory.uploads).isEmpty();
    assertThat(memory.reads).as("nothing was read").hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"7", "" + LARGE})
  void aCopyThatIsNotWhatItMustBeDoesNotStay(int size) {
    var content = content(size);
    var expected = hash(content, ChecksumType.SHA256_CHUNKED);
    content[0]++;
    var changed = source(content);

    assertThatThrownBy(() -> copy(changed, expected))
        .satisfies(
            failure ->
                assertThat(Failures.root(failure))
                    .isInstanceOfSatisfying(
                        PackagingException.class, it -> assertThat(it.isPassing()).isFalse())
                    .hasMessageContaining("What was copied to s3://to/a/b/file has not the"));
    assertThat(memory.keys("to", "")).isEmpty();
    assertThat(memory.uploads).isEmpty();
  }

  @Test
  void whatIsThereIsFoundByTheHashThatS3Keeps() {
    var content = content(7);
    assertThat(find(content, ChecksumType.SHA256_CHUNKED)).isEmpty();
    var copy = copy(source(content), hash(content, ChecksumType.SHA256_CHUNKED));

    assertThat(find(content, ChecksumType.SHA256_CHUNKED).map(ObjectVersion::location))
        .contains(copy.location());
    assertThat(find(content(8), ChecksumType.SHA256_CHUNKED)).isEmpty();
    assertThat(memory.reads).hasValue(0);
  }

  /** As where S3 computes no checksums, and the note of the copy was lost. */
  @ParameterizedTest
  @CsvSource({"7, true, 1", LARGE + ", false, 0"})
  void aSmallObjectIsReadRatherThanCopiedAgain(int size, boolean found, int reads) {
    var content = content(size);
    memory.put("to", "a/b/file", "v1", content);

    assertThat(find(content, ChecksumType.SHA256_CHUNKED).isPresent()).isEqualTo(found);
    assertThat(memory.reads).hasValue(reads);
    content[0]++;
    assertThat(find(content, ChecksumType.SHA256_CHUNKED)).isEmpty();
  }

  @Test
  void otherContentWithoutVersionsIsNotDestroyed() {
    memory.put("to", "a/b/file", "null", content(9));

    assertThatThrownBy(() -> find(content(7), ChecksumType.SHA256_CHUNKED))
        .hasMessageContaining("its bucket keeps no versions");
    memory.put("to", "a/b/file", "null", content(7));
    assertThat(find(content(7), ChecksumType.SHA256_CHUNKED)).isPresent();
  }
}
