package io.bindery.platform.look;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.State;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What an error of AWS means for the thing that was asked for. */
public final class Refusals {
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

  private Refusals() {}

  /** AWS says that there is no such thing. */
  public static boolean isMissing(Throwable failure) {
    return is(failure, Trouble.MISSING);
  }

  /** AWS says that this role may not do it. */
  public static boolean isNotAllowed(Throwable failure) {
    return is(failure, Trouble.NO_RIGHT);
  }

  private static boolean is(Throwable failure, Trouble trouble) {
    return Trouble.of(failure).equals(Optional.of(trouble));
  }

  /**
   * What a failed look means, but for a thing that is missing: each kind has its own words for
   * that.
   *
   * @param permission what the role needs to look, such as {@code events:DescribeEventBus}
   */
  public static Finding finding(Throwable failure, String permission) {
    var cause = Causes.of(failure);
    var words = words(cause);
    if (cause instanceof UnsupportedOperationException) {
      return Finding.unknown("This client cannot look at it.", "");
    }
    if (AwsErrors.isNotImplemented(cause) || NO_SUCH_CALL.contains(AwsErrors.code(cause))) {
      return Finding.unknown("What answers here cannot be asked: " + words, "");
    }
    var trouble = Trouble.of(cause);
    return trouble.isEmpty()
        ? Finding.broken(words, "")
        : finding(trouble.get(), cause, words, permission);
  }

  private static Finding finding(
      Trouble trouble, Throwable cause, String words, String permission) {
    return switch (trouble) {
      case PASSING ->
          Finding.waiting(
              (cause instanceof SdkClientException
                      ? "It cannot be reached: "
                      : "The service is busy or broken: ")
                  + words);
      case NO_CREDENTIALS, WRONG_CLOCK ->
          Finding.denied(
              "AWS refuses the credentials: " + words,
              "Look at AWS_ACCESS_KEY_ID, AWS_PROFILE or the role, and at this machine's clock.");
      case NO_KEY ->
          Finding.denied(
              "The KMS key cannot be used: " + words,
              "Allow this role to use the key, or enable it.");
      case NO_RIGHT ->
          Finding.unknown(
              "This role may not look at it: " + words,
              permission.isEmpty() ? "" : "Allow %s to have it looked at.".formatted(permission));
      case MISSING, LASTING ->
          MALFORMED.contains(AwsErrors.code(cause))
              ? Finding.wrong(
                  "AWS does not take it for a name: " + words, "Write it as AWS shows it.")
              : Finding.broken("AWS refuses: " + words, "");
    };
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
    var cause = Causes.of(failure);
    if (cause instanceof AwsServiceException service) {
      var text = AwsErrors.message(service);
      var code = AwsErrors.code(service);
      return sentence(
          (text.isBlank() ? AwsErrors.status(service) : text)
              + (code.isBlank() ? "" : " (%s)".formatted(code)));
    }
    return sentence(Causes.text(Causes.root(cause)));
  }

  private static String sentence(String text) {
    var line = text.lines().findFirst().orElse("").strip();
    var safe = new StringBuilder();
    line.codePoints()
        .limit(500)
        .forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return safe.toString().endsWith(".") ? safe.toString() : safe + ".";
  }
}
