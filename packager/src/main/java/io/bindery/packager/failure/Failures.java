package io.bindery.packager.failure;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.QuiltException;
import io.bindery.quilt.checksum.ContentSizeException;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.workflow.WorkflowException;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tells what may pass from what lasts, and puts it into words. */
public final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The failure itself, without the wrappers of futures. */
  public static Throwable root(Throwable failure) {
    return Causes.of(failure);
  }

  /** What AWS or the system said, also where it was put into our words. */
  public static Throwable cause(Throwable failure) {
    var root = root(failure);
    return root instanceof PackagingException && root.getCause() != null
        ? root(root.getCause())
        : root;
  }

  /**
   * The failure as one that is about packages.
   *
   * @param where what was being done to what, as the beginning of a sentence, such as {@code
   *     "Listing s3://bucket/folder/"}
   */
  public static PackagingException of(String where, Throwable failure) {
    var cause = root(failure);
    if (cause instanceof PackagingException known) {
      return known;
    }
    if (cause instanceof AwsServiceException refused) {
      return aws(where, refused);
    }
    if (cause instanceof ContentSizeException size) {
      return PackagingException.passing(where + " failed: " + size.getMessage() + ".", size);
    }
    if (cause instanceof ManifestRuleException rule) {
      return PackagingException.lasting(rule.getMessage() + ".", rule);
    }
    if (cause instanceof QuiltException rule) {
      return PackagingException.lasting(rule.getMessage(), rule);
    }
    var sentence = where + " failed: " + words(cause);
    if (cause instanceof SdkClientException
        || cause instanceof R2dbcException
        || cause instanceof IOException
        || cause instanceof TimeoutException) {
      return PackagingException.passing(sentence, cause);
    }
    log.error("{} failed", where, cause);
    return PackagingException.unexpected(sentence, cause);
  }

  /** The rules of the registry that are broken, if it is that. */
  public static Optional<WorkflowException> rules(Throwable failure) {
    return cause(failure) instanceof WorkflowException broken
        ? Optional.of(broken)
        : Optional.empty();
  }

  /** Whether S3 answered that there is no such object, version or bucket. */
  public static boolean isMissing(Throwable failure) {
    return AwsErrors.isMissing(failure);
  }

  /** Whether S3 refused a write or a read because its condition does not hold. */
  public static boolean isConditionFailed(Throwable failure) {
    return AwsErrors.isConditionFailed(failure);
  }

  /**
   * Whether AWS answered that the request is not allowed or not understood; a moment does not help.
   */
  public static boolean isRefused(Throwable failure) {
    return AwsErrors.answered(failure)
        .filter(refused -> Trouble.of(refused) != Trouble.PASSING)
        .isPresent();
  }

  private static PackagingException aws(String where, AwsServiceException refused) {
    var sentence = "%s failed: %s".formatted(where, ended(AwsErrors.sentence(refused)));
    var trouble = Trouble.of(refused);
    if (trouble.waitingFor().isPresent()) {
      return PackagingException.withheld(sentence, trouble.waitingFor().get(), refused);
    }
    return trouble.isForAWhile()
        ? PackagingException.passing(sentence, refused)
        : PackagingException.lasting(sentence, refused);
  }

  private static String words(Throwable failure) {
    if (failure instanceof NullPointerException
        || failure instanceof ClassCastException
        || failure instanceof IndexOutOfBoundsException) {
      // A mistake in the program: its message speaks of classes.
      return "it was a mistake of Bindery; the log of the service says which.";
    }
    return ended(Causes.text(failure));
  }

  private static String ended(String text) {
    var line = text.strip();
    return line.endsWith(".") ? line : line + ".";
  }
}
