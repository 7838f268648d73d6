package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ContentHasher;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.content.UnreliableS3.Fault;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.protocol.s3.S3Uri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections, real client: what breaks on the way is read again, and never hashed wrong. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ContentReaderFaultsTest {
  private static final int SIZE = 20_000_000;
  private static final int PARTS = 3;
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static byte[] content;

  @BeforeAll
  static void prepare() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    content = new byte[SIZE];
    new Random(SIZE).nextBytes(content);
  }

  private static ObjectHash read(UnreliableS3 server) {
    return read(server, ChecksumType.SHA256_CHUNKED, PARTS);
  }

  private static ObjectHash read(UnreliableS3 server, ChecksumType type, int readers) {
    var settings = new AwsSettings("us-east-1", Optional.of(server.endpoint()), SILENCE);
    try (var aws = new AwsClients(settings)) {
      return new ContentReader(aws.s3(), new SharedLimits(8, 64 << 20), readers)
          .hash(
              new ObjectVersion(S3Uri.of("lab", "a", "v1"), Optional.empty(), SIZE),
              type,
              HashingJob.silent())
          .toCompletableFuture()
          .join();
    }
  }

  private static ObjectHash expected(ChecksumType type) {
    var hasher = ContentHasher.create(type, SIZE);
    hasher.update(ByteBuffer.wrap(content));
    return hasher.finish();
  }

  @ParameterizedTest
  @EnumSource
  void partsOfFewReadersShareARequest(ChecksumType type) throws IOException {
    try (var server = new UnreliableS3(content, Fault.RESET, 0)) {
      assertThat(read(server, type, 1)).isEqualTo(expected(type));
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void partsThatShareARequestAreReadAgainTogether() throws IOException {
    try (var server = new UnreliableS3(content, Fault.CUT_OFF, 1)) {
      assertThat(read(server, ChecksumType.SHA256_CHUNKED, 1))
          .isEqualTo(expected(ChecksumType.SHA256_CHUNKED));
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatBreaksIsReadAgain(Fault fault) throws IOException {
    int faults = 2;

    try (var server = new UnreliableS3(content, fault, faults)) {
      assertThat(read(server)).isEqualTo(expected(ChecksumType.SHA256_CHUNKED));
      assertThat(server.requests()).isEqualTo(fault == Fault.SLOW ? PARTS : PARTS + faults);
    }
  }

  @Test
  void whatAlwaysBreaksFailsWithTheNameAndMayPass() throws IOException {
    try (var server = new UnreliableS3(content, Fault.RESET, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> read(server))
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
