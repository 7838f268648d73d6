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
    var settings = new AwsSettings("us-east-1", Optional.of(server.endpoint()), SILENCE);
    try (var aws = new AwsClients(settings)) {
      return new ContentReader(aws.s3(), new SharedLimits(8, 64 << 20), PARTS)
          .hash(
              new ObjectVersion(S3Uri.of("lab", "a", "v1"), Optional.empty(), SIZE),
              ChecksumType.SHA256_CHUNKED,
              HashingJob.silent())
          .toCompletableFuture()
          .join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatBreaksIsReadAgain(Fault fault) throws IOException {
    var expected = ContentHasher.create(ChecksumType.SHA256_CHUNKED, SIZE);
    expected.update(ByteBuffer.wrap(content));
    int faults = 2;

    try (var server = new UnreliableS3(content, fault, faults)) {
      assertThat(read(server)).isEqualTo(expected.finish());
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
