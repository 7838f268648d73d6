package io.bindery.packager.failure;

import io.bindery.packager.checksum.ContentSizeException;
import io.bindery.packager.manifest.ManifestRuleException;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryUtils;

/** Tells what may pass from what lasts, and puts it into words. */
public final class Failures {
  private static final int PRECONDITION_FAILED = 412;
  private static final int SERVER_ERROR = 500;

  /** Errors that S3 answers with a status below 500 though they pass. */
  private static final Set<String> PASSING_CODES =
      Set.of("RequestTimeout", "OperationAborted", "ConditionalRequestConflict");

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
    if (cause instanceof IOException disk) {
      return disk(where, disk);
    }
    var sentence = where + " failed: " + words(cause);
    return cause instanceof SdkClientException
            || cause instanceof R2dbcException
            || cause instanceof TimeoutException
        ? PackagingException.passing(sentence, cause)
        : PackagingException.lasting(sentence, cause);
  }

  /** Whether S3 answered that there is no such object, version or bucket. */
  public static boolean isMissing(Throwable failure) {
    return root(failure) instanceof AwsServiceException refused && refused.statusCode() == 404;
  }

  /** Whether S3 refused a write or a read because its condition does not hold. */
  public static boolean isConditionFailed(Throwable failure) {
    return root(failure) instanceof AwsServiceException refused
        && refused.statusCode() == PRECONDITION_FAILED;
  }

  private static PackagingException aws(String where, AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    var code = details == null || details.errorCode() == null ? "" : details.errorCode();
    var text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    var sentence =
        "%s failed: AWS answered %d%s%s"
            .formatted(
                where,
                refused.statusCode(),
                code.isBlank() ? "" : " " + code,
                text.isBlank() ? "." : ": " + ended(text));
    boolean passes =
        refused.statusCode() >= SERVER_ERROR
            || PASSING_CODES.contains(code)
            || RetryUtils.isThrottlingException(refused);
    return passes
        ? PackagingException.passing(sentence, refused)
        : PackagingException.lasting(sentence, refused);
  }

  private static PackagingException disk(String where, IOException disk) {
    if (words(disk).toLowerCase(Locale.ROOT).contains("no space left")) {
      return PackagingException.passing(
          where
              + " failed: the disk is full. Free some space, or set"
              + " bindery.packager.spool-directory to a larger disk.",
          disk);
    }
    return disk instanceof AccessDeniedException
        ? PackagingException.lasting(where + " failed: no permission for " + words(disk), disk)
        : PackagingException.passing(where + " failed: " + words(disk), disk);
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
