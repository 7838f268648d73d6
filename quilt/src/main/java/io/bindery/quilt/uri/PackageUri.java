package io.bindery.quilt.uri;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.s3.PercentCoding;
import java.util.Optional;

/**
 * The URI of a package, of one of its revisions, or of something in it: {@code
 * quilt+s3://BUCKET#package=NAMESPACE/NAME@TOPHASH&path=PATH}. Read and written as quilt3 does.
 *
 * <p>A URI only says where to look. Whether the name, the hash and the path can be those of a
 * package is not checked here.
 *
 * <p>Source: {@code PackageUri} of quilt3, and the corpus of URIs that Quilt's programs share.
 *
 * @param bucket of the registry; not empty, as it is written
 * @param name of the package; not empty, without {@code :} and {@code @}
 * @param path of an entry, or of a directory if it ends in {@code /}
 * @param hash top hash or its first digits; not together with a tag
 * @param tag such as {@code latest}, or the seconds of a revision's pointer; not together with a
 *     hash; without both the URI means {@code latest}
 * @param catalog host of the web catalog to look at it with
 */
public record PackageUri(
    String bucket,
    String name,
    Optional<String> path,
    Optional<String> hash,
    Optional<String> tag,
    Optional<String> catalog) {

  private static final String PREFIX = "quilt+";
  static final String SCHEME = "quilt+s3";

  public PackageUri {
    requireNonNull(path, "path");
    requireNonNull(catalog, "catalog");
    requireNonNull(hash, "hash");
    requireNonNull(tag, "tag");
    if (bucket.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("a package URI needs a bucket and a name");
    }
    if (hash.isPresent() && tag.isPresent()) {
      throw new IllegalArgumentException("a package URI has a hash or a tag, not both");
    }
  }

  /** The newest revision of a package. */
  public static PackageUri of(String bucket, String name) {
    return new PackageUri(
        bucket, name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** One revision of a package. */
  public static PackageUri of(String bucket, String name, String topHash) {
    return new PackageUri(
        bucket, name, Optional.empty(), Optional.of(topHash), Optional.empty(), Optional.empty());
  }

  /** Whether a text is meant to be one: it begins with {@code quilt+}, in any case of letters. */
  public static boolean isMeant(String text) {
    return text.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * Reads a URI.
   *
   * @throws PackageUriException with the first thing that is wrong, in the order of quilt3
   */
  public static PackageUri parse(String text) {
    return PackageUriParser.parse(text);
  }

  /** The form that quilt3 and the catalog read. */
  @Override
  public String toString() {
    var out = new StringBuilder(SCHEME).append("://").append(bucket);
    out.append("#package=").append(name);
    hash.ifPresent(it -> out.append('@').append(it));
    tag.ifPresent(it -> out.append(':').append(it));
    path.ifPresent(it -> PercentCoding.encodePath(it, out.append("&path=")));
    catalog.ifPresent(it -> PercentCoding.encodePath(it, out.append("&catalog=")));
    return out.toString();
  }
}
