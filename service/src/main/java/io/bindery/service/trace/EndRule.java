package io.bindery.service.trace;

import java.util.Optional;

/**
 * The rule by which a way ended.
 *
 * @param setting what says so: a setting, a policy's key with the policy, a source or a file
 * @param value what it says there, if it is a setting
 */
public record EndRule(Kind kind, String setting, Optional<String> value) {
  /** What kind of rule it is. */
  public enum Kind {
    /** What becomes of buckets without a policy. */
    UNKNOWN_BUCKET,
    /** What Bindery and Quilt write never counts. */
    OWN_FILES,
    /** A pattern of keys that never count. */
    IGNORE_PREFIX,
    /** What becomes of objects at the root of a bucket. */
    ROOT,
    /** An operator's order. */
    ORDER,
    /** An event source is switched off. */
    SOURCE,
    /** What descriptions may ask for. */
    DESCRIPTION,
    /** The package policy makes no packages, or suggestions. */
    PACKAGE_POLICY,
    /** A pattern of the package policy leaves it out. */
    EXCLUDE,
    /** It is a folder's marker, and no file. */
    FOLDER_MARKER,
    /** The rules of the package's registry. */
    WORKFLOW
  }

  static EndRule of(Kind kind, String setting) {
    return new EndRule(kind, setting, Optional.empty());
  }

  static EndRule of(Kind kind, String setting, String value) {
    return new EndRule(kind, setting, Optional.of(value));
  }
}
