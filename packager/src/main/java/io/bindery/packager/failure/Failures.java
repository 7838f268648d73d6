package io.bindery.packager.failure;

import io.bindery.platform.aws.Trouble;
import io.bindery.quilt.QuiltException;
import io.bindery.quilt.checksum.ContentSizeException;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.workflow.WorkflowException;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Tells what may pass from what lasts, and puts it into words. */
public final class Failures {
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  /** As errors with the status 200 say it. */
  private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchVersion", "NoSuchBucket");

  private static final String NO_UPLOAD = "NoSuchUpload";

  private Failures() {}

  /** The failure itself, without the wrappers of futures. */
  public static Throwable root(Throwable failure) {
    var cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
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
    return cause instanceof SdkClientException
            || cause instanceof R2dbcException
            || cause instanceof IOException
            || cause instanceof TimeoutException
        ? PackagingException.passing(sentence, cause)
        : PackagingException.lasting(sentence, cause);
  }

  /** The rules of the registry that are broken, if it is that. */
  public static Optional<WorkflowException> rules(Throwable failure) {
    return cause(failure) instanceof WorkflowException broken
        ? Optional.of(broken)
        : Optional.empty();
  }

  /** Whether S3 answered that there is no such object, version or bucket. */
  public static boolean isMissing(Throwable failure) {
    return root(failure) instanceof AwsServiceException refused
        && (refused.statusCode() == NOT_FOUND || MISSING.contains(Trouble.code(refused)))
        && !Trouble.code(refused).equals(NO_UPLOAD);
  }

  /** Whether S3 refused a write or a read because its condition does not hold. */
  public static boolean isConditionFailed(Throwable failure) {
    return root(failure) instanceof AwsServiceException refused
        && (refused.statusCode() == PRECONDITION_FAILED
            || Trouble.code(refused).equals("PreconditionFailed"));
  }

  /**
   * Whether AWS answered that the request is not allowed or not understood; a moment does not help.
   */
  public static boolean isRefused(Throwable failure) {
    return root(failure) instanceof AwsServiceException refused
        && Trouble.of(refused) != Trouble.PASSING;
  }

  private static PackagingException aws(String where, AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    var code = Trouble.code(refused);
    var text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    var sentence =
        "%s failed: AWS answered %d%s%s"
            .formatted(
                where,
                refused.statusCode(),
                code.isBlank() ? "" : " " + code,
                text.isBlank() ? "." : ": " + ended(text));
    var trouble = Trouble.of(refused);
    if (trouble.waitingFor().isPresent()) {
      return PackagingException.withheld(sentence, trouble.waitingFor().get(), refused);
    }
    return trouble == Trouble.PASSING
        ? PackagingException.passing(sentence, refused)
        : PackagingException.lasting(sentence, refused);
  }

  private static String words(Throwable failure) {
    var message = failure.getMessage();
    return ended(message == null || message.isBlank() ? failure.toString() : message);
  }

  private static String ended(String text) {
    var line = text.strip();
    return line.endsWith(".") ? line : line + ".";
  }
}
