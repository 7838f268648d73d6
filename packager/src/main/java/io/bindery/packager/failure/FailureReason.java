package io.bindery.packager.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bindery.platform.aws.Trouble;
import io.bindery.quilt.workflow.WorkflowException;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Of what kind a failure of a job is, so that all that failed for one reason can be found and done
 * again. The words are in the journal, in {@code package_job} and in the API: they never change.
 */
public enum FailureReason {
  /** AWS says that a right is missing. */
  NO_RIGHT,
  /** AWS does not take the credentials: they are old or unknown. */
  NO_CREDENTIALS,
  /** AWS says that the clock of this machine is wrong. */
  WRONG_CLOCK,
  /** The KMS key of an object or bucket cannot be used. */
  NO_KEY,
  /** AWS, the database, the network or the disk was busy or away, up to the last attempt. */
  UNAVAILABLE,
  /** A bucket or object is not there. */
  NOT_FOUND,
  /** AWS refuses the request, and waiting does not help. */
  AWS_REFUSED,
  /** Objects, or the registry, changed under the job each time. */
  CHANGED,
  /** The package breaks the rules of its registry. */
  RULES,
  /** The newest revision of the package is somebody else's. */
  OWNED,
  /** What is in the folder, or what was asked for, makes no package. */
  CONTENT,
  /** Something that Bindery did not expect. */
  UNEXPECTED;

  /** As the journal, tables and the API write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason of this word, if there is one. */
  public static Optional<FailureReason> of(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word().equals(word)).findFirst();
  }

  /** What stands behind a failure, if its kind says that. */
  static Optional<FailureReason> of(Throwable cause) {
    if (cause instanceof R2dbcException
        || cause instanceof IOException
        || cause instanceof TimeoutException) {
      return Optional.of(UNAVAILABLE);
    }
    if (cause instanceof WorkflowException) {
      return Optional.of(RULES);
    }
    return cause == null ? Optional.empty() : Trouble.of(cause).map(FailureReason::of);
  }

  private static FailureReason of(Trouble trouble) {
    return switch (trouble) {
      case PASSING -> UNAVAILABLE;
      case NO_RIGHT -> NO_RIGHT;
      case NO_CREDENTIALS -> NO_CREDENTIALS;
      case WRONG_CLOCK -> WRONG_CLOCK;
      case NO_KEY -> NO_KEY;
      case MISSING -> NOT_FOUND;
      case LASTING -> AWS_REFUSED;
    };
  }
}
