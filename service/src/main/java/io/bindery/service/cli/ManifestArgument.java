package io.bindery.service.cli;

import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The manifest that a command is about: a file, or an object of S3.
 *
 * @param text as it was given
 * @param object if it is one
 */
record ManifestArgument(String text, Optional<S3Uri> object) {
  private static final String S3 = "s3://";

  /**
   * Reads it.
   *
   * @throws CommandException if it is neither
   */
  static ManifestArgument of(String text) {
    try {
      if (!text.startsWith(S3)) {
        if (!Files.isRegularFile(Path.of(text))) {
          throw new CommandException(ExitCode.UNAVAILABLE, "There is no file %s.".formatted(text));
        }
        return new ManifestArgument(text, Optional.empty());
      }
      var object = S3Uri.parse(text);
      if (object.key().isEmpty() || object.key().endsWith("/")) {
        throw new CommandException(
            ExitCode.USAGE,
            "%s is no object: name the manifest as s3://BUCKET/KEY.".formatted(text));
      }
      return new ManifestArgument(text, Optional.of(object));
    } catch (S3UriException | InvalidPathException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s is neither a file nor an object: %s".formatted(text, e.getMessage()),
          e);
    }
  }

  /** The file, if it is one. */
  Path file() {
    return Path.of(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
