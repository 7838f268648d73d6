package io.bindery.packager.preset;

import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.text.SafeText;

/** Why values are missing, each on one line: names and values of a run may be anything. */
final class Notices {
  /** What a parser says of a broken file may repeat much of it. */
  private static final int MAX_LENGTH = 1000;

  private Notices() {}

  static String without(String file, RunFileException reason, String values) {
    return line(
        "%s %s: the package is made without %s from it."
            .formatted(FieldException.shown(file), reason.getMessage(), values));
  }

  /** It can be read, and is of another kind, or was cut short. */
  static String nothing(String file, String values) {
    return line(
        "%s has none of the values that are read from it: the package is made without %s from it."
            .formatted(FieldException.shown(file), values));
  }

  static String unread(String file, String reason, String values) {
    return line(
        "%s cannot be read: the package is made without %s from it. %s"
            .formatted(FieldException.shown(file), values, reason));
  }

  static String tooLarge(String file, WantedFile wanted) {
    return line(
        "%s has more than %d bytes: the package is made without %s from it."
            .formatted(FieldException.shown(file), wanted.maxBytes(), wanted.valueNames()));
  }

  static String missing(String preset, WantedFile wanted) {
    return line(
        "There is no %s in the folder, which preset %s reads: the package is made without %s."
            .formatted(String.join(" or ", wanted.names()), preset, wanted.valueNames()));
  }

  private static String line(String text) {
    var line = SafeText.line(text);
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " …";
  }
}
