package io.bindery.quilt.s3;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where an object's bytes are: the physical key of a manifest. Written and read as quilt3's {@code
 * PhysicalKey}, which differs from {@link java.net.URI} and {@link java.net.URLEncoder} in what it
 * escapes.
 *
 * @param bucket not empty; taken as it is, so case and a port stay
 * @param key decoded; empty for the bucket itself; nothing is normalised, so it may start with
 *     {@code /}
 * @param versionId absent if unknown or the bucket never had versions; {@code "null"} is a version
 *     like any other
 */
public record S3Uri(String bucket, String key, Optional<String> versionId) {

  public S3Uri {
    requireNonNull(bucket, "bucket");
    requireNonNull(key, "key");
    requireNonNull(versionId, "versionId");
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("the bucket of an S3 URI is empty");
    }
    if (versionId.isPresent() && versionId.get().isEmpty()) {
      throw new IllegalArgumentException("the version id of an S3 URI is empty: leave it out");
    }
    checkWhole(bucket);
    checkWhole(key);
    versionId.ifPresent(S3Uri::checkWhole);
  }

  public static S3Uri of(String bucket, String key) {
    return new S3Uri(bucket, key, Optional.empty());
  }

  public static S3Uri of(String bucket, String key, String versionId) {
    return new S3Uri(bucket, key, Optional.of(versionId));
  }

  /**
   * Reads {@code s3://bucket/key?versionId=ID}, percent-decoded; a fragment is dropped.
   *
   * @throws S3UriException with the text, what is wrong with it and what to write instead
   */
  public static S3Uri parse(String text) {
    return S3UriParser.parse(text);
  }

  /** Half of a surrogate pair has no UTF-8, so no object can have it in its name. */
  private static void checkWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int point = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(point)) {
          throw new IllegalArgumentException(
              "an S3 URI has half of a character at index " + i + " of '" + text + "'");
        }
        i++;
      }
    }
  }

  /** The same object without its version. */
  public S3Uri withoutVersion() {
    return versionId.isEmpty() ? this : of(bucket, key);
  }

  /** The form that stands in a manifest: {@code s3://bucket/key?versionId=ID}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(bucket.length() + key.length() + 64);
    out.append("s3://").append(bucket).append('/');
    PercentCoding.encodePath(key, out);
    versionId.ifPresent(
        version -> {
          out.append("?versionId=");
          PercentCoding.encodeForm(version, out);
        });
    return out.toString();
  }
}
