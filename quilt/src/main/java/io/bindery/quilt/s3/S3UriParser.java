package io.bindery.quilt.s3;

import java.util.Optional;

/** Reads the URI of an S3 object as quilt3 does. */
final class S3UriParser {

  private S3UriParser() {}

  static S3Uri parse(String given) {
    var parts = UrlParts.split(given);
    if (parts.scheme().equals("file")) {
      throw new S3UriException(given, "it names a local file, which is not in any bucket");
    }
    if (!parts.scheme().equals("s3")) {
      throw new S3UriException(
          given,
          parts.scheme().isEmpty()
              ? "it does not start with s3://"
              : "its scheme is '" + parts.scheme() + "'");
    }
    String bucket = parts.authority().orElse("");
    if (bucket.isEmpty()) {
      throw new S3UriException(given, "the bucket is missing");
    }
    checkBucket(given, parts);
    Optional<String> version = version(given, parts.query());
    String key = PercentCoding.decode(parts.path());
    try {
      return new S3Uri(bucket, key.isEmpty() ? "" : key.substring(1), version);
    } catch (IllegalArgumentException e) {
      throw new S3UriException(given, e.getMessage());
    }
  }

  /**
   * No bucket has such a name; they are refused because a compatible reader would choke on the
   * manifest.
   */
  private static void checkBucket(String given, UrlParts parts) {
    if (parts.authority().orElse("").matches(".*[\\[\\]].*")) {
      throw new S3UriException(given, "the bucket has a bracket in it");
    }
    if (parts.hasLookAlikes()) {
      throw new S3UriException(given, "the bucket has a character that looks like '/', '?' or '#'");
    }
  }

  /**
   * The first version that is not empty. Parameters without value do not count; any other parameter
   * is an error.
   */
  private static Optional<String> version(String given, String query) {
    Optional<String> version = Optional.empty();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0 || equals == pair.length() - 1) {
        continue;
      }
      String name = PercentCoding.decodeForm(pair.substring(0, equals));
      if (!name.equals("versionId")) {
        throw new S3UriException(
            given, "the query parameter '" + name + "' is not known, only versionId is");
      }
      if (version.isEmpty()) {
        version = Optional.of(PercentCoding.decodeForm(pair.substring(equals + 1)));
      }
    }
    return version;
  }
}
