package io.bindery.service.cli;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsCredentialsException;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.s3.Listings;
import io.bindery.protocol.text.ShellText;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A folder whose slash at the end was forgotten, or whose name is misspelt. In a description {@code
 * s3://lab/runs/1} is a file, and names the folder around it, as in Quilt's; whoever types it means
 * the folder {@code runs/1/}. So S3 is asked, with the credentials of the environment. Where it
 * cannot be asked, nothing is known, and the service decides.
 */
final class ForgottenSlash {
  private static final int PATIENCE_SECONDS = 10;

  private ForgottenSlash() {}

  /**
   * Refuses a source that is no object.
   *
   * @throws CommandException with the folder, if there is one of that name
   */
  static void refuse(String source, Optional<Path> config) {
    if (source.matches("s3://[^/?#]+")) {
      throw new CommandException(
          ExitCode.USAGE,
          "%1$s names no folder. Did you mean %1$s/ , the whole bucket: bindery package %2$s"
              .formatted(source, ShellText.word(source + "/")));
    }
    Optional<S3Uri> uri = object(source);
    if (uri.isEmpty()) {
      return;
    }
    try (var aws = new AwsClients(AwsSettings.from(ConfigLoader.load(config)))) {
      var found = find(aws.s3(), uri.get());
      if (found == Found.FOLDER) {
        throw new CommandException(
            ExitCode.USAGE,
            "There is no object %1$s, but a folder of that name. Did you mean %1$s/ ? Without the slash, the folder around it would be packaged: bindery package %2$s"
                .formatted(source, ShellText.word(source + "/")));
      }
      if (found == Found.NOTHING) {
        throw new CommandException(
            ExitCode.FAILED,
            "There is no object %1$s, and no folder of that name: the folder around it would be packaged. Check the name; a folder ends with a slash."
                .formatted(source));
      }
    } catch (AwsCredentialsException e) {
      // Nobody says that who has a package made may read S3.
    }
  }

  private static Optional<S3Uri> object(String source) {
    try {
      var uri = S3Uri.parse(source);
      return uri.key().isEmpty() || uri.key().endsWith("/") || uri.versionId().isPresent()
          ? Optional.empty()
          : Optional.of(uri);
    } catch (S3UriException e) {
      // The service says what is wrong with it.
      return Optional.empty();
    }
  }

  /** What a name is of; {@code UNKNOWN} where S3 does not say. */
  private enum Found {
    OBJECT,
    FOLDER,
    NOTHING,
    UNKNOWN
  }

  private static Found find(S3AsyncClient s3, S3Uri uri) {
    try {
      return s3.headObject(request -> request.bucket(uri.bucket()).key(uri.key()))
          .thenApply(there -> Found.OBJECT)
          .exceptionallyCompose(
              failure ->
                  AwsErrors.isMissing(failure)
                      ? prefix(s3, uri.bucket(), uri.key() + "/")
                      : CompletableFuture.failedFuture(failure))
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      return Found.UNKNOWN;
    }
  }

  private static CompletableFuture<Found> prefix(S3AsyncClient s3, String bucket, String prefix) {
    return new Listings(s3)
        .objects(request -> request.bucket(bucket).prefix(prefix).maxKeys(1))
        .toCompletableFuture()
        .thenApply(page -> page.objects().isEmpty() ? Found.NOTHING : Found.FOLDER);
  }
}
