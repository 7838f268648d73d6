package io.bindery.packager.template;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What placeholders can stand for. */
public enum Word {
  /** The bucket of the folder. */
  BUCKET(Argument.NONE),
  /** The folder's prefix, without a slash at its end. */
  PREFIX(Argument.NONE),
  /** A folder of the prefix by its place: 1 is the first, -1 the last. */
  SEGMENT(Argument.NUMBER),
  /** What a group of the policy's pattern {@code match} found, by name or number. */
  GROUP(Argument.NAME),
  /** The day in UTC, or what a format of java.time makes of the time. */
  DATE(Argument.FORMAT),
  /** The name of the package that follows from the prefix alone. */
  INFERRED(Argument.NONE),
  /** The name of the package. */
  PACKAGE(Argument.NONE),
  /** The bucket of the registry. */
  REGISTRY(Argument.NONE),
  /** The workflow that is asked for, or that is followed. */
  WORKFLOW(Argument.NONE),
  /** The folder, as a URI. */
  SOURCE(Argument.NONE),
  /** How many files there are, as "12 files". */
  FILES(Argument.NONE),
  /** How large they are together, as "3.4 GB". */
  SIZE(Argument.NONE),
  /** The days in UTC on which the first and the last of them were written. */
  UPLOADED(Argument.NONE),
  /** A Markdown table of the types of files. */
  TYPES(Argument.NONE);

  /** What may follow the word. */
  enum Argument {
    NONE(""),
    NUMBER(".N"),
    NAME(".NAME"),
    FORMAT("[:FORMAT]");

    private final String shown;

    Argument(String shown) {
      this.shown = shown;
    }
  }

  private final Argument argument;

  Word(Argument argument) {
    this.argument = argument;
  }

  /** Whether the value is the name of a package, slash included. */
  boolean isName() {
    return this == INFERRED;
  }

  /** Whether the value is Markdown. */
  boolean isMarkdown() {
    return this == TYPES;
  }

  Argument argument() {
    return argument;
  }

  /** As it stands in a template. */
  String shown() {
    return "{" + name().toLowerCase(Locale.ROOT) + argument.shown + "}";
  }

  static Optional<Word> of(String text) {
    return Arrays.stream(values())
        .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
