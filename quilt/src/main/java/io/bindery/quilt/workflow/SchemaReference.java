package io.bindery.quilt.workflow;

import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import java.util.Locale;
import java.util.Optional;

/**
 * A schema that a workflow names.
 *
 * @param id in the configuration
 * @param url in the configuration, as it was written
 */
public record SchemaReference(String id, String url) {
  /**
   * Where it lies.
   *
   * @throws WorkflowException if the URL names no object in S3
   */
  public S3Uri uri() {
    if (url.strip().toLowerCase(Locale.ROOT).startsWith("file:")) {
      throw new WorkflowException(
          Rule.SCHEMA,
          "Local schema '%s' can't be used on the remote registry. Give it as s3://bucket/key."
              .formatted(url));
    }
    try {
      var uri = S3Uri.parse(url);
      if (!uri.key().isEmpty()) {
        return uri;
      }
    } catch (S3UriException e) {
      throw new WorkflowException(
          Rule.SCHEMA,
          "Couldn't parse URL '%s'. Give it as s3://bucket/key: %s.".formatted(url, e.reason()));
    }
    throw new WorkflowException(
        Rule.SCHEMA, "Couldn't parse URL '%s'. It names a bucket, not an object.".formatted(url));
  }

  /**
   * Reads it.
   *
   * @throws WorkflowException if it is no schema, or one that Quilt does not support
   */
  public JsonSchema read(byte[] file) {
    return SchemaFile.read(id, url, file);
  }

  /**
   * It cannot be used, for a reason outside of the file.
   *
   * @param reason goes on behind the URL
   */
  public WorkflowException unusable(String reason, Optional<Throwable> cause) {
    return new WorkflowException(
        Rule.SCHEMA, "Couldn't load schema at %s%s".formatted(url, reason), cause.orElse(null));
  }
}
