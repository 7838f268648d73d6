package io.bindery.packager.registry;

import static java.util.Objects.requireNonNull;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A revision as people name it: {@code namespace/name}, {@code namespace/name@TOPHASH} or with the
 * first digits of the hash.
 *
 * @param name of the package
 * @param hash 6 to 64 lower-case hex digits; absent for the newest revision
 */
public record RevisionName(PackageName name, Optional<String> hash) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{6,64}");

  public RevisionName {
    requireNonNull(name, "name");
    requireNonNull(hash, "hash");
    hash.ifPresent(RevisionName::checkHash);
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
      throw PackagingException.lasting(
          "'%s' names no revision: %s; write namespace/name or namespace/name@TOPHASH."
              .formatted(text, e.reason()),
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

  @Override
  public String toString() {
    return hash.map(it -> name + "@" + it).orElse(name.toString());
  }
}
