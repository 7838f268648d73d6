package io.bindery.protocol.description;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.s3.S3Uri;

/**
 * The folder that becomes a package.
 *
 * @param bucket not empty
 * @param prefix empty for the whole bucket, else it ends in {@code /}
 */
public record SourceFolder(String bucket, String prefix) implements PackageSource {

  public SourceFolder {
    requireNonNull(bucket, "bucket");
    requireNonNull(prefix, "prefix");
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("the prefix '" + prefix + "' does not end in '/'");
    }
  }

  /**
   * The folder that a {@code source_prefix} names: the key itself if it ends in {@code /}, else the
   * folder in which it lies. A file at the root lies in the root; Quilt's engine takes it for a
   * folder. A version id plays no part.
   */
  static SourceFolder of(S3Uri uri, DescriptionMode mode) {
    int end = uri.key().lastIndexOf('/') + 1;
    boolean folder = end > 0 || uri.key().isEmpty() || mode == DescriptionMode.STRICT;
    return new SourceFolder(uri.bucket(), folder ? uri.key().substring(0, end) : uri.key() + "/");
  }

  public S3Uri uri() {
    return S3Uri.of(bucket, prefix);
  }

  @Override
  public String toString() {
    return uri().toString();
  }
}
