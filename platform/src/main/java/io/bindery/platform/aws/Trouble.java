package io.bindery.platform.aws;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;

/**
 * What kind of trouble an error of AWS is. The code decides, wherever it stands: S3 sends errors
 * with the status 200 too. Only where there is none, the status does.
 */
public enum Trouble {
  /** AWS is busy or broken: it may be gone in a moment. */
  PASSING(""),
  /** A right is missing: somebody may take it away for a minute, and give it back. */
  NO_RIGHT("the right to do it"),
  /** The credentials are old, or unknown by now: they are renewed. */
  NO_CREDENTIALS("valid credentials"),
  /** The clock of this machine, or of AWS, is wrong. */
  WRONG_CLOCK("the clock of this machine to be right"),
  /** The KMS key cannot be used now. */
  NO_KEY("the KMS key to be usable"),
  /** It stays until somebody asks for something else. */
  LASTING("");

  private static final int FORBIDDEN = 403;
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
          "IncompleteSignature",
          "AuthFailure");

  private static final Set<String> CLOCK =
      Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");

  private static final Set<String> RIGHTS =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AuthorizationError",
          "UnauthorizedOperation",
          "NotAuthorized",
          "AllAccessDisabled",
          "AccountProblem");

  /** It is said with 403, and no right helps: the object is in an archive. */
  private static final String ARCHIVED = "InvalidObjectState";

  private final String waitingFor;

  Trouble(String waitingFor) {
    this.waitingFor = waitingFor;
  }

  /** What has to come before it helps to try again, as the object of "waiting for". */
  public Optional<String> waitingFor() {
    return Optional.of(waitingFor).filter(text -> !text.isEmpty());
  }

  public static Trouble of(AwsServiceException error) {
    var code = code(error);
    if (PASSING_CODES.contains(code) || RetryUtils.isThrottlingException(error)) {
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
    if (error.statusCode() >= SERVER_ERROR) {
      return PASSING;
    }
    return error.statusCode() == FORBIDDEN && !code.equals(ARCHIVED) ? NO_RIGHT : LASTING;
  }

  /** The code of an error; empty if it has none, as an answer to HEAD. */
  public static String code(AwsServiceException error) {
    var details = error.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }
}
