package io.bindery.packager.content;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;

/**
 * One version of one object, so that reading it twice gives the same bytes or an error.
 *
 * @param location with its version id, where there is one; {@code null} is S3's name for the
 *     version of an object without versions
 * @param etag what S3 says of the content; absent where only the location is known
 * @param size in bytes
 */
public record ObjectVersion(S3Uri location, Optional<String> etag, long size) {
  public ObjectVersion {
    requireNonNull(location, "location");
    requireNonNull(etag, "etag");
    if (size < 0) {
      throw new IllegalArgumentException("the size of " + location + " is " + size);
    }
  }
}
