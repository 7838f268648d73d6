package io.bindery.packager.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.world.MemoryS3;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.util.List;
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
    "200, InternalError, true",
    "200, SlowDown, true",
    "200, NoSuchKey, false",
    "403, AccessDenied, true",
    "403, InvalidObjectState, false",
    "400, InvalidRequest, false",
    "412, PreconditionFailed, false"
  })
  void whatS3AnswersPassesOrLasts(int status, String code, boolean passes) {
    var failure = Failures.of("Here", new CompletionException(MemoryS3.refused(status, code)));

    assertThat(failure.isPassing()).isEqualTo(passes);
    assertThat(failure)
        .hasMessageStartingWith("Here failed: AWS answered %d %s".formatted(status, code));
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, the right to do it",
    "200, AccessDenied, the right to do it",
    "403, SomethingNew, the right to do it",
    "400, AccessDeniedException, the right to do it",
    "400, ExpiredToken, valid credentials",
    "400, InvalidToken, valid credentials",
    "403, InvalidAccessKeyId, valid credentials",
    "403, SignatureDoesNotMatch, valid credentials",
    "403, RequestTimeTooSkewed, the clock of this machine to be right",
    "400, KMS.DisabledException, the KMS key to be usable",
    "400, KMSInvalidStateException, the KMS key to be usable"
  })
  void whatAwsRefusesIsWaitedFor(int status, String code, String what) {
    var failure = Failures.of("Here", MemoryS3.refused(status, code));
    assertThat(failure.isPassing()).isTrue();
    assertThat(failure.waitingFor()).contains(what);
    assertThat(Failures.isRefused(MemoryS3.refused(status, code))).isTrue();
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
    for (var failure :
        List.of(
            new NullPointerException("because \"io.bindery.X.y\" is null"),
            new ClassCastException("class java.lang.String cannot be cast"),
            new IndexOutOfBoundsException(),
            new NoClassDefFoundError("io/bindery/X"),
            new IllegalStateException())) {
      assertThat(Failures.of("Here", failure))
          .hasMessageStartingWith("Here failed: ")
          .hasMessageNotContainingAny("java", "bindery.X", "bindery/X", "Exception", "Error");
    }
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
