package io.bindery.packager.registry;

import static java.util.Objects.requireNonNull;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.uri.PackageUri;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A revision as people name it: {@code namespace/name}, {@code namespace/name@TOPHASH} or with the
 * first digits of the hash; in a URI also {@code namespace/name:TAG}.
 *
 * @param name of the package
 * @param hash 6 to 64 lower-case hex digits; absent for the newest revision
 * @param tag the last part of a pointer's key, such as the seconds of a revision; absent for {@code
 *     latest}, and if there is a hash
 */
public record RevisionName(PackageName name, Optional<String> hash, Optional<String> tag) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{6,64}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final String LATEST = "latest";

  /** What is wrong with a name may end in it. */
  private static final String FORM = " write namespace/name";

  public RevisionName {
    requireNonNull(name, "name");
    requireNonNull(hash, "hash");
    hash.ifPresent(RevisionName::checkHash);
    tag = tag.filter(it -> !it.equals(LATEST));
    tag.ifPresent(RevisionName::checkTag);
  }

  public RevisionName(PackageName name, Optional<String> hash) {
    this(name, hash, Optional.empty());
  }

  /**
   * The revision that a URI names, in the registry of {@link PackageUri#bucket}.
   *
   * @throws PackagingException if it names more than a revision, or what cannot be one
   */
  public static RevisionName of(PackageUri uri) {
    if (uri.path().isPresent()) {
      throw PackagingException.lasting(
          "'%s' names '%s' in a package: leave out &path= to name the package."
              .formatted(uri, uri.path().get()));
    }
    try {
      return new RevisionName(PackageName.forDescription(uri.name()), uri.hash(), uri.tag());
    } catch (InvalidNameException e) {
      throw PackagingException.lasting(
          "'%s' names no revision: %s.".formatted(uri, e.getMessage()), e);
    }
  }

  /**
   * Reads a name from a command line.
   *
   * @throws PackagingException with what is wrong and what to write instead
   */
  public static RevisionName parse(String text) {
    int at = text.indexOf('@');
    try {
      var name = PackageName.forDescription(at < 0 ? text : text.substring(0, at));
      return new RevisionName(
          name, at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
    } catch (InvalidNameException e) {
      var reason = e.reason();
      throw PackagingException.lasting(
          "'%s' names no revision: %s%s or namespace/name@TOPHASH."
              .formatted(text, reason, reason.endsWith(FORM) ? "" : ";" + FORM),
          e);
    }
  }

  private static void checkHash(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw PackagingException.lasting(
          "'%s' is no top hash: give its 64 lower-case hex digits, or at least the first 6."
              .formatted(hash));
    }
  }

  private static void checkTag(String tag) {
    if (!TAG.matcher(tag).matches()) {
      throw PackagingException.lasting(
          "'%s' is no tag: give latest, or the seconds of a revision.".formatted(tag));
    }
  }

  @Override
  public String toString() {
    return name + hash.map(it -> "@" + it).orElse("") + tag.map(it -> ":" + it).orElse("");
  }
}
