package io.bindery.platform.look;

import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.State;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What an error of AWS means for the thing that was asked for. */
public final class Refusals {
  private static final Set<String> MISSING =
      Set.of(
          "AWS.SimpleQueueService.NonExistentQueue",
          "QueueDoesNotExist",
          "NonExistentQueue",
          "ResourceNotFoundException",
          "NotFound",
          "NotFoundException",
          "NoSuchBucket");

  private static final Set<String> NOT_ALLOWED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AuthorizationError",
          "AuthorizationErrorException",
          "NotAuthorized",
          "UnauthorizedOperation",
          "AllAccessDisabled");

  private static final Set<String> CREDENTIALS =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidToken",
          "InvalidAccessKeyId",
          "RequestTimeTooSkewed",
          "RequestExpired");

  private static final Set<String> MALFORMED =
      Set.of(
          "InvalidAddress",
          "InvalidBucketName",
          "InvalidParameter",
          "InvalidParameterException",
          "InvalidParameterValue",
          "ValidationException",
          "ValidationError");

  /** A stand-in for AWS that has no such call. */
  private static final Set<String> NO_SUCH_CALL =
      Set.of(
          "UnknownOperation",
          "UnknownOperationException",
          "InvalidAction",
          "NotImplemented",
          "UnsupportedOperation",
          "UnsupportedOperationException");

  private static final int NOT_IMPLEMENTED = 501;
  private static final int SERVER_ERRORS = 500;

  private Refusals() {}

  /** What is beneath the wrappers of futures. */
  public static Throwable cause(Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** AWS says that there is no such thing. */
  public static boolean isMissing(Throwable failure) {
    var cause = cause(failure);
    return code(cause).filter(MISSING::contains).isPresent()
        || (cause instanceof AwsServiceException service && service.statusCode() == 404);
  }

  /** AWS says that this role may not do it. */
  public static boolean isNotAllowed(Throwable failure) {
    var cause = cause(failure);
    if (code(cause).filter(CREDENTIALS::contains).isPresent()) {
      return false;
    }
    return code(cause).filter(NOT_ALLOWED::contains).isPresent()
        || (cause instanceof AwsServiceException service && service.statusCode() == 403);
  }

  /**
   * What a failed look means, but for a thing that is missing: each kind has its own words for
   * that.
   *
   * @param permission what the role needs to look, such as {@code events:DescribeEventBus}
   */
  public static Finding finding(Throwable failure, String permission) {
    var cause = cause(failure);
    var words = words(cause);
    if (cause instanceof UnsupportedOperationException) {
      return Finding.unknown("This client cannot look at it.", "");
    }
    if (!(cause instanceof AwsServiceException service)) {
      return cause instanceof SdkClientException
          ? Finding.waiting("It cannot be reached: " + words)
          : Finding.broken(words, "");
    }
    var code = code(cause).orElse("");
    if (CREDENTIALS.contains(code)) {
      return Finding.denied(
          "AWS refuses the credentials: " + words,
          "Look at AWS_ACCESS_KEY_ID, AWS_PROFILE or the role, and at this machine's clock.");
    }
    if (isNotAllowed(cause)) {
      return Finding.unknown(
          "This role may not look at it: " + words,
          permission.isEmpty() ? "" : "Allow %s to have it looked at.".formatted(permission));
    }
    if (NO_SUCH_CALL.contains(code) || service.statusCode() == NOT_IMPLEMENTED) {
      return Finding.unknown("What answers here cannot be asked: " + words, "");
    }
    if (service.isThrottlingException() || service.statusCode() >= SERVER_ERRORS) {
      return Finding.waiting("The service is busy or broken: " + words);
    }
    return MALFORMED.contains(code)
        ? Finding.wrong("AWS does not take it for a name: " + words, "Write it as AWS shows it.")
        : Finding.broken("AWS refuses: " + words, "");
  }

  /**
   * What a failed use says of the thing that was used; nothing if it was the call that was wrong.
   *
   * @param permission what the role needs, such as {@code sqs:ReceiveMessage}
   */
  public static Optional<Finding> use(Throwable failure, String permission) {
    if (isMissing(failure)) {
      return Optional.of(
          Finding.missing(
              "It is not there: " + words(failure), "Create it, or correct the setting."));
    }
    if (isNotAllowed(failure)) {
      return Optional.of(
          Finding.denied(
              "This role may not use it: " + words(failure), "Allow %s.".formatted(permission)));
    }
    return Optional.of(finding(failure, permission))
        .filter(finding -> finding.state() == State.WAITING || finding.state() == State.DENIED);
  }

  /** The error in words, on one line, without numbers of requests. */
  public static String words(Throwable failure) {
    var cause = cause(failure);
    if (cause instanceof AwsServiceException service) {
      var details = Optional.ofNullable(service.awsErrorDetails());
      var text = details.map(AwsErrorDetails::errorMessage).orElse("");
      var code = details.map(AwsErrorDetails::errorCode).orElse("");
      return sentence(
          (text == null || text.isBlank() ? "status " + service.statusCode() : text)
              + (code == null || code.isBlank() ? "" : " (%s)".formatted(code)));
    }
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return sentence(Causes.text(root));
  }

  private static String sentence(String text) {
    var line = text.lines().findFirst().orElse("").strip();
    var safe = new StringBuilder();
    line.codePoints()
        .limit(500)
        .forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return safe.toString().endsWith(".") ? safe.toString() : safe + ".";
  }

  private static Optional<String> code(Throwable cause) {
    return cause instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? Optional.ofNullable(service.awsErrorDetails().errorCode())
        : Optional.empty();
  }
}
