package io.bindery.platform.aws;

import io.bindery.platform.failure.Causes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryUtils;

/**
 * What kind of trouble a failure of AWS is. This is the one place that tells what is refused for a
 * while from what is refused for good; all others ask here. The code decides, wherever it stands:
 * S3 sends errors with the status 200 too. Only where there is none, the status does.
 */
public enum Trouble {
  /** AWS is busy, broken or out of reach: it may be back in a moment. */
  PASSING(""),
  /** A right is missing: somebody may take it away for a minute, and give it back. */
  NO_RIGHT("the right to do it"),
  /** The credentials are old, or unknown by now: they are renewed. */
  NO_CREDENTIALS("valid credentials"),
  /** The clock of this machine, or of AWS, is wrong. */
  WRONG_CLOCK("the clock of this machine to be right"),
  /** The KMS key cannot be used now. */
  NO_KEY("the KMS key to be usable"),
  /** There is no such bucket, object, queue or topic. */
  MISSING(""),
  /** It stays until somebody asks for something else. */
  LASTING("");

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  /** Errors that are answered with any status though they pass. */
  private static final Set<String> PASSING_CODES =
      Set.of(
          "InternalError",
          "InternalFailure",
          "InternalServerError",
          "InternalException",
          "ServiceUnavailable",
          "ServiceUnavailableException",
          "ServiceException",
          "SlowDown",
          "Busy",
          "RequestTimeout",
          "RequestTimeoutException",
          "OperationAborted",
          "ConditionalRequestConflict",
          // Of one entry of a call, which has no exception that could be asked.
          "ThrottlingException",
          "Throttling",
          "Throttled",
          "ThrottledException",
          "RequestThrottled",
          "TooManyRequestsException",
          "KmsThrottled",
          "KMSThrottling",
          "KMSThrottlingException",
          "KMS.ThrottlingException",
          // An upload has ended: somebody aborted it, or it was completed by a request whose answer
          // was lost. Another one helps.
          "NoSuchUpload");

  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidToken",
          "TokenRefreshRequired",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "AuthFailure");

  private static final Set<String> CLOCK =
      Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");

  private static final Set<String> RIGHTS =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AuthorizationError",
          "AuthorizationErrorException",
          "UnauthorizedOperation",
          "NotAuthorized",
          "NotAuthorizedForSourceException",
          "AllAccessDisabled",
          "AccountProblem");

  private static final Set<String> MISSING_CODES =
      Set.of(
          "NoSuchKey",
          "NoSuchVersion",
          "NoSuchBucket",
          "AWS.SimpleQueueService.NonExistentQueue",
          "QueueDoesNotExist",
          "NonExistentQueue",
          "ResourceNotFoundException",
          "NotFound",
          "NotFoundException");

  /** It is said with 403, and no right helps: the object is in an archive. */
  private static final String ARCHIVED = "InvalidObjectState";

  private final String waitingFor;

  Trouble(String waitingFor) {
    this.waitingFor = waitingFor;
  }

  /** A failure that knows what kind of trouble it is, as of one entry of a call. */
  public interface Told {
    Trouble trouble();
  }

  /** What has to come before it helps to try again, as the object of "waiting for". */
  public Optional<String> waitingFor() {
    return Optional.of(waitingFor).filter(text -> !text.isEmpty());
  }

  /** Whether the very same request may succeed later. */
  public boolean isForAWhile() {
    return this != LASTING && this != MISSING;
  }

  /** What kind of trouble stands behind a failure; nothing if it is not of AWS. */
  public static Optional<Trouble> of(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof Told told) {
      return Optional.of(told.trouble());
    }
    if (cause instanceof AwsServiceException error) {
      return Optional.of(of(error));
    }
    // It never came to AWS, or its answer did not come back.
    return cause instanceof SdkClientException ? Optional.of(PASSING) : Optional.empty();
  }

  /** What kind of trouble an error of AWS is. */
  public static Trouble of(AwsServiceException error) {
    return RetryUtils.isThrottlingException(error)
        ? PASSING
        : of(AwsErrors.code(error), error.statusCode());
  }

  /**
   * What kind of trouble one entry of a call met that went well as a whole.
   *
   * @param senderFault whether AWS says that the entry itself is wrong
   */
  public static Trouble ofEntry(String code, boolean senderFault) {
    return of(code, senderFault ? 0 : SERVER_ERROR);
  }

  private static Trouble of(String code, int status) {
    if (PASSING_CODES.contains(code)) {
      return PASSING;
    }
    if (CREDENTIALS.contains(code)) {
      return NO_CREDENTIALS;
    }
    if (CLOCK.contains(code)) {
      return WRONG_CLOCK;
    }
    if (code.toUpperCase(Locale.ROOT).startsWith("KMS")) {
      return NO_KEY;
    }
    if (RIGHTS.contains(code)) {
      return NO_RIGHT;
    }
    if (MISSING_CODES.contains(code)) {
      return MISSING;
    }
    if (status >= SERVER_ERROR) {
      return PASSING;
    }
    if (status == FORBIDDEN && !code.equals(ARCHIVED)) {
      return NO_RIGHT;
    }
    return status == NOT_FOUND ? MISSING : LASTING;
  }
}
