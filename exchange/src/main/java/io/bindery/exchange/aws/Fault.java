package io.bindery.exchange.aws;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import java.util.Optional;
import software.amazon.awssdk.services.dataexchange.model.ExceptionCause;
import software.amazon.awssdk.services.dataexchange.model.ServiceLimitExceededException;
import software.amazon.awssdk.services.dataexchange.model.ValidationException;

/**
 * What the failure of a call to Data Exchange or the catalog means. This is the one place that
 * sorts them.
 *
 * @param text what happened, as a sentence
 * @param waitingFor what is waited for, as the object of "waiting for"; nothing if it does not pass
 * @param limit the quota that it names
 */
public record Fault(Kind kind, String text, Optional<String> waitingFor, Optional<Limit> limit) {
  /** What can be done about it. */
  public enum Kind {
    /** Nothing was done: it was too much at this moment. */
    WAIT,
    /** Nothing was done: it does not fit the state that a thing is in now. */
    CONFLICT,
    /** Nothing was done: a right, or valid credentials, are missing. */
    NO_RIGHT,
    /** It is not known whether it was done. */
    UNKNOWN,
    /** Nothing was done: there is no such thing. */
    MISSING,
    /** Nothing was done, and asking again changes nothing. */
    LASTING;

    /** Whether the very same call may succeed later. */
    public boolean passes() {
      return this != MISSING && this != LASTING;
    }
  }

  private static final String RIGHTS =
      " See docs/data-exchange.md for the rights that publishing needs.";

  /**
   * Sorts a failure.
   *
   * @param what was being done, as the beginning of a sentence, such as {@code "Creating a job"}
   */
  public static Fault of(String what, Throwable failure) {
    var answer = AwsErrors.answered(failure);
    if (answer.isEmpty()) {
      return new Fault(
          Kind.UNKNOWN,
          "%s failed: %s.".formatted(what, stripped(Causes.text(failure))),
          Optional.of("an answer of AWS"),
          Optional.empty());
    }
    var text = "%s failed: %s.".formatted(what, stripped(AwsErrors.sentence(answer.get())));
    if (AwsErrors.isLimitExceeded(failure)) {
      var limit = limit(answer.get());
      var name = limit.map(it -> " (%s: %.0f)".formatted(it.name(), it.value())).orElse("");
      return wait(text, "a quota of AWS" + name, limit);
    }
    if (AwsErrors.isThrottled(failure)) {
      return wait(text, "AWS to take more calls", Optional.empty());
    }
    if (AwsErrors.isInUse(failure)) {
      return wait(text, "another change of the same product to end", Optional.empty());
    }
    if (AwsErrors.isConflict(failure)) {
      return new Fault(
          Kind.CONFLICT, text, Optional.of("Data Exchange to be free for it"), Optional.empty());
    }
    if (answer.get() instanceof ValidationException refused && isOfBucket(refused)) {
      return new Fault(
          Kind.LASTING,
          text + " The policy of the bucket must let Data Exchange read its objects." + RIGHTS,
          Optional.empty(),
          Optional.empty());
    }
    var trouble = Trouble.of(answer.get());
    return switch (trouble) {
      case PASSING ->
          new Fault(Kind.UNKNOWN, text, Optional.of("an answer of AWS"), Optional.empty());
      case NO_RIGHT, NO_CREDENTIALS, WRONG_CLOCK, NO_KEY ->
          new Fault(Kind.NO_RIGHT, text + RIGHTS, trouble.waitingFor(), Optional.empty());
      case MISSING -> new Fault(Kind.MISSING, text, Optional.empty(), Optional.empty());
      case LASTING -> new Fault(Kind.LASTING, text, Optional.empty(), Optional.empty());
    };
  }

  private static Fault wait(String text, String waitingFor, Optional<Limit> limit) {
    return new Fault(Kind.WAIT, text, Optional.of(waitingFor), limit);
  }

  private static Optional<Limit> limit(Throwable error) {
    return error instanceof ServiceLimitExceededException exceeded && exceeded.limitValue() != null
        ? Optional.of(new Limit(exceeded.limitNameAsString(), exceeded.limitValue()))
        : Optional.empty();
  }

  private static boolean isOfBucket(ValidationException refused) {
    return refused.exceptionCause() == ExceptionCause.INSUFFICIENT_S3_BUCKET_POLICY
        || refused.exceptionCause() == ExceptionCause.S3_ACCESS_DENIED;
  }

  private static String stripped(String text) {
    var line = text.strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
