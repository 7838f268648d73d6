package io.bindery.quilt.s3;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Splits a URI as Python's {@code urllib.parse} does, which quilt3 relies on. */
final class S3UriParser {

  private S3UriParser() {}

  static S3Uri parse(String given) {
    String text = clean(given);
    int colon = text.indexOf(':');
    String scheme =
        colon > 0 && isScheme(text, colon) ? text.substring(0, colon).toLowerCase(Locale.ROOT) : "";
    if (scheme.equals("file")) {
      throw new S3UriException(given, "it names a local file, which is not in any bucket");
    }
    if (!scheme.equals("s3")) {
      throw new S3UriException(
          given,
          scheme.isEmpty() ? "it does not start with s3://" : "its scheme is '" + scheme + "'");
    }
    String rest = text.substring(colon + 1);
    if (!rest.startsWith("//")) {
      throw new S3UriException(given, "the bucket is missing");
    }
    int end = 2;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String bucket = rest.substring(2, end);
    if (bucket.isEmpty()) {
      throw new S3UriException(given, "the bucket is missing");
    }
    checkBucket(given, bucket);

    String path = rest.substring(end);
    int fragment = path.indexOf('#');
    path = fragment < 0 ? path : path.substring(0, fragment);
    int query = path.indexOf('?');
    Optional<String> version =
        query < 0 ? Optional.empty() : version(given, path.substring(query + 1));
    path = query < 0 ? path : path.substring(0, query);
    String key = PercentCoding.decode(path);
    try {
      return new S3Uri(bucket, key.isEmpty() ? "" : key.substring(1), version);
    } catch (IllegalArgumentException e) {
      throw new S3UriException(given, e.getMessage());
    }
  }

  /**
   * Without what Python's parser removes: leading control characters and spaces; tabs and line ends
   * anywhere.
   */
  private static String clean(String given) {
    int start = 0;
    while (start < given.length() && given.charAt(start) <= ' ') {
      start++;
    }
    StringBuilder out = new StringBuilder(given.length() - start);
    for (int i = start; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c != '\t' && c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isScheme(String text, int end) {
    if (!isAsciiLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < end; i++) {
      char c = text.charAt(i);
      if (!isAsciiLetter(c) && !(c >= '0' && c <= '9') && "+-.".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /**
   * No bucket has such a name; they are refused because a compatible reader would choke on the
   * manifest.
   */
  private static void checkBucket(String given, String bucket) {
    if (bucket.indexOf('[') >= 0 || bucket.indexOf(']') >= 0) {
      throw new S3UriException(given, "the bucket has a bracket in it");
    }
    String composed = Normalizer.normalize(bucket, Normalizer.Form.NFKC);
    if (!composed.equals(bucket) && composed.chars().anyMatch(c -> "/?#".indexOf(c) >= 0)) {
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
