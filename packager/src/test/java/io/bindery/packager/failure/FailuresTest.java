package io.bindery.packager.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.world.MemoryS3;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is tried again and what is not. */
class FailuresTest {
  @ParameterizedTest
  @CsvSource({
    "500, InternalError, true",
    "503, SlowDown, true",
    "503, ServiceUnavailable, true",
    "429, TooManyRequestsException, true",
    "400, RequestTimeout, true",
    "409, OperationAborted, true",
    "409, ConditionalRequestConflict, true",
    "404, NoSuchUpload, true",
    "404, NoSuchKey, false",
    "404, NoSuchBucket, false",
    "403, AccessDenied, false",
    "400, InvalidRequest, false",
    "412, PreconditionFailed, false"
  })
  void whatS3AnswersPassesOrLasts(int status, String code, boolean passes) {
    var failure = Failures.of("Here", new CompletionException(MemoryS3.refused(status, code)));

    assertThat(failure.isPassing()).isEqualTo(passes);
    assertThat(failure)
        .hasMessageStartingWith("Here failed: AWS answered %d %s".formatted(status, code));
  }

  @Test
  void whatNeverArrivedPasses() {
    assertThat(Failures.of("Here", SdkClientException.create("reset")).isPassing()).isTrue();
    assertThat(Failures.of("Here", new IOException("No space left on device")).isPassing())
        .isTrue();
    assertThat(Failures.of("Here", new TimeoutException()).isPassing()).isTrue();
    assertThat(Failures.of("Here", new R2dbcNonTransientResourceException("gone")).isPassing())
        .isTrue();
  }

  @Test
  void whatIsAMistakeOfOursLasts() {
    assertThat(Failures.of("Here", new IllegalStateException("?")).isPassing()).isFalse();
  }

  @Test
  void whatIsAlreadySaidIsNotSaidAgain() {
    var said = PackagingException.lasting("Said.");
    assertThat(Failures.of("Here", new CompletionException(said))).isSameAs(said);
  }

  @Test
  void anUploadThatEndedIsNoMissingObject() {
    assertThat(Failures.isMissing(MemoryS3.refused(404, "NoSuchKey"))).isTrue();
    assertThat(Failures.isMissing(MemoryS3.refused(404, "NoSuchUpload"))).isFalse();
  }
}
