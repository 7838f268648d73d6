package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.content.UnreliableS3.Fault;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections, real client: what breaks on the way is read again, and never hashed wrong. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("chaos")
class ContentReaderFaultsTest {
  private static final int LARGE = 20_000_000;
  private static final int PARTS = 3;
  private static final int SMALL = 5_000;

  /** Longer than a busy machine keeps a sound answer waiting. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Only for answers that are not to be waited for. */
  private static final Duration SILENCE = Duration.ofSeconds(6);

  @BeforeAll
  static void prepare() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  private static byte[] content(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static ObjectHash expected(byte[] content, ChecksumType type) {
    var hasher = ContentHasher.create(type, content.length);
    hasher.update(ByteBuffer.wrap(content));
    return hasher.finish();
  }

  private static ObjectHash read(UnreliableS3 server, int size, Duration silence) {
    return read(server, size, ChecksumType.SHA256_CHUNKED, PARTS, silence);
  }

  private static ObjectHash read(
      UnreliableS3 server, int size, ChecksumType type, int readers, Duration silence) {
    var settings = new AwsSettings("us-east-1", Optional.of(server.endpoint()), silence);
    try (var aws = new AwsClients(settings)) {
      return new ContentReader(aws.s3(), new SharedLimits(8, 64 << 20), readers)
          .hash(
              new ObjectVersion(S3Uri.of("lab", "a", "v1"), Optional.empty(), size),
              type,
              HashingJob.silent())
          .toCompletableFuture()
          .join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void partsOfFewReadersShareARequest(ChecksumType type) throws IOException {
    var content = content(LARGE);
    try (var server = new UnreliableS3(content, Fault.RESET, 0)) {
      assertThat(read(server, LARGE, type, 1, PATIENCE)).isEqualTo(expected(content, type));
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void partsThatShareARequestAreReadAgainTogether() throws IOException {
    var content = content(LARGE);
    try (var server = new UnreliableS3(content, Fault.CUT_OFF, 1)) {
      assertThat(read(server, LARGE, ChecksumType.SHA256_CHUNKED, 1, PATIENCE))
          .isEqualTo(expected(content, ChecksumType.SHA256_CHUNKED));
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatBreaksIsReadAgain(Fault fault) throws IOException {
    isReadAgain(fault, LARGE, PARTS);
  }

  /** In one request, without a range. */
  @ParameterizedTest
  @EnumSource
  void aSmallObjectThatBreaksIsReadAgain(Fault fault) throws IOException {
    isReadAgain(fault, SMALL, 1);
  }

  private static void isReadAgain(Fault fault, int size, int parts) throws IOException {
    var content = content(size);
    boolean silent = fault == Fault.SILENT || fault == Fault.MUTE;
    int faults = silent ? 1 : 2;
    int fewest = fault == Fault.SLOW ? parts : parts + faults;
    try (var server = new UnreliableS3(content, fault, faults)) {
      assertThat(read(server, size, silent ? SILENCE : PATIENCE))
          .isEqualTo(expected(content, ChecksumType.SHA256_CHUNKED));
      // Where silence ends an answer, a machine that stands still for so long ends sound ones too.
      assertThat(server.requests()).isBetween(fewest, silent ? 2 * fewest : fewest);
    }
  }

  @Test
  void whatAlwaysBreaksFailsWithTheNameAndMayPass() throws IOException {
    try (var server = new UnreliableS3(content(LARGE), Fault.RESET, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> read(server, LARGE, PATIENCE))
          .satisfies(
              failure -> {
                var root = Failures.root(failure);
                assertThat(root).isInstanceOf(PackagingException.class);
                assertThat(root).hasMessageContaining("s3://lab/a");
                assertThat(((PackagingException) root).isPassing()).isTrue();
              });
    }
  }
}
