package io.bindery.packager.preset;

import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.text.SafeText;

/** Why values are missing, each on one line: names and values of a run may be anything. */
final class Notices {
  private Notices() {}

  static String without(String file, RunFileException reason, String values) {
    return line(
        "%s %s: the package is made without %s from it."
            .formatted(FieldException.shown(file), reason.getMessage(), values));
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
    return SafeText.line(text);
  }
}
