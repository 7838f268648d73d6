package io.bindery.service.cli;

import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;

/** The folder of a batch, as a command line has it. */
record FolderArgument(String bucket, String prefix) {
  /**
   * Reads {@code s3://BUCKET/PREFIX/}; ends the command if it is none.
   *
   * @param text the root of a bucket is {@code s3://BUCKET/}
   */
  static FolderArgument parse(String text) {
    S3Uri uri;
    try {
      uri = S3Uri.parse(text);
    } catch (S3UriException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' is no folder: %s; write s3://BUCKET/PREFIX/.".formatted(text, e.reason()),
          e);
    }
    if (!uri.key().isEmpty() && !uri.key().endsWith("/")) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' is no folder: a common prefix ends in a slash; did you mean %s/ ?"
              .formatted(text, text));
    }
    return new FolderArgument(uri.bucket(), uri.key());
  }
}
