package io.bindery.platform.aws;

import io.bindery.platform.failure.Causes;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;

/**
 * Reads errors of AWS: nobody else looks at their status and code, so that each means the same
 * everywhere. Whether it helps to try again is {@link Trouble}'s to say.
 */
public final class AwsErrors {
  private static final String REGION_HEADER = "x-amz-bucket-region";
  private static final int BAD_REQUEST = 400;
  private static final int LIMIT_EXCEEDED = 402;
  private static final int CONFLICT = 409;
  private static final int CONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int LOCKED = 423;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_IMPLEMENTED = 501;
  private static final Set<Integer> GATEWAY_ERRORS = Set.of(502, 504);

  private AwsErrors() {}

  /** The error that AWS answered, without the wrappers of futures; nothing if it was no answer. */
  public static Optional<AwsServiceException> answered(Throwable failure) {
    return Causes.of(failure) instanceof AwsServiceException error
        ? Optional.of(error)
        : Optional.empty();
  }

  /** The code of an error; empty if it has none, as an answer to HEAD. */
  public static String code(AwsServiceException error) {
    var details = error.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /** The code that AWS answered; empty if there is none. */
  public static String code(Throwable failure) {
    return answered(failure).map(AwsErrors::code).orElse("");
  }

  /** What AWS says of it, for people; empty if it says nothing. */
  public static String message(AwsServiceException error) {
    return Optional.ofNullable(error.awsErrorDetails())
        .map(AwsErrorDetails::errorMessage)
        .orElse("");
  }

  /** Its status in words, where there is nothing else. */
  public static String status(AwsServiceException error) {
    return "status " + error.statusCode();
  }

  /** Status, code and message, such as {@code "AWS answered 403 AccessDenied: Access Denied"}. */
  public static String sentence(AwsServiceException error) {
    var code = code(error);
    var message = message(error);
    return "AWS answered %d%s%s"
        .formatted(
            error.statusCode(),
            code.isBlank() ? "" : " " + code,
            message.isBlank() ? "" : ": " + message);
  }

  /** Whether AWS answered that there is no such thing. */
  public static boolean isMissing(Throwable failure) {
    return answered(failure).filter(error -> Trouble.of(error) == Trouble.MISSING).isPresent();
  }

  /** Whether S3 refused a write or a read because its condition does not hold. */
  public static boolean isConditionFailed(Throwable failure) {
    return hasStatus(failure, CONDITION_FAILED) || code(failure).equals("PreconditionFailed");
  }

  /** Whether S3 has no bytes in the range that was asked for. */
  public static boolean isRangeEmpty(Throwable failure) {
    return hasStatus(failure, RANGE_NOT_SATISFIABLE);
  }

  /** Whether AWS does not understand what is asked: S3 says so of a version id of others, too. */
  public static boolean isBadRequest(Throwable failure) {
    return hasStatus(failure, BAD_REQUEST);
  }

  /** Whether what answers has no such call. */
  public static boolean isNotImplemented(Throwable failure) {
    return hasStatus(failure, NOT_IMPLEMENTED);
  }

  /** Whether AWS wants fewer calls in the same time. */
  public static boolean isThrottled(Throwable failure) {
    return hasStatus(failure, TOO_MANY_REQUESTS)
        || answered(failure).filter(RetryUtils::isThrottlingException).isPresent();
  }

  /** Whether a quota of a service is met. */
  public static boolean isLimitExceeded(Throwable failure) {
    return hasStatus(failure, LIMIT_EXCEEDED)
        || code(failure).equals("ServiceLimitExceededException");
  }

  /** Whether what is asked does not fit the state that a thing is in now. */
  public static boolean isConflict(Throwable failure) {
    return hasStatus(failure, CONFLICT) || code(failure).equals("ConflictException");
  }

  /** Whether somebody else changes the thing at this moment. */
  public static boolean isInUse(Throwable failure) {
    return hasStatus(failure, LOCKED) || code(failure).equals("ResourceInUseException");
  }

  /** The region that S3 names in a refusal. */
  public static Optional<String> region(Throwable failure) {
    return answered(failure)
        .map(AwsServiceException::awsErrorDetails)
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(answer -> answer.firstMatchingHeader(REGION_HEADER));
  }

  /** Whether a gateway answered that has heard nothing of the service behind it. */
  public static boolean isOfGateway(AwsServiceException error) {
    return GATEWAY_ERRORS.contains(error.statusCode());
  }

  private static boolean hasStatus(Throwable failure, int status) {
    return answered(failure).filter(error -> error.statusCode() == status).isPresent();
  }
}
