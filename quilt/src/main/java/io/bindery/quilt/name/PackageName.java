package io.bindery.quilt.name;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a package, {@code namespace/name}. It allows what quilt3's regular expression {@code
 * ^[\w-]+/[\w-]+$} allows: letters and numbers of any script, {@code _} and {@code -}, with exactly
 * one {@code /}. Case matters. Only {@link #pushable} knows a limit of length: S3's.
 *
 * <p>Python's {@code $} also matches before a last line feed, so a registry may hold a name that
 * ends in one: such a name can be read, but {@link #forDescription} refuses to make it.
 */
public record PackageName(String value) {

  private static final String FIELD = "package name";

  /**
   * In UTF-8: of the 1,024 bytes that a key of S3 may have, a pointer's folder and its second take
   * the rest.
   */
  private static final int LONGEST =
      1024 - ".quilt/named_packages/".length() - "/1234567890".length();

  public PackageName {
    requireNonNull(value, "value");
    String visible = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
    int slash = visible.indexOf('/');
    if (slash < 0) {
      throw new InvalidNameException(FIELD, value, "it has no '/': write namespace/name");
    }
    if (slash == 0 || slash == visible.length() - 1) {
      throw new InvalidNameException(
          FIELD, value, "a part beside the '/' is empty: write namespace/name");
    }
    for (int i = 0; i < visible.length(); ) {
      int point = visible.codePointAt(i);
      if (i != slash && !isNameCharacter(point)) {
        throw new InvalidNameException(
            FIELD,
            value,
            "U+%04X is not allowed, only letters, digits, '_', '-' and one '/'".formatted(point));
      }
      i += Character.charCount(point);
    }
  }

  /**
   * The name that a package description asks for.
   *
   * @throws InvalidNameException if it is no package name, or ends in a line feed
   */
  public static PackageName forDescription(String value) {
    if (value.endsWith("\n")) {
      throw new InvalidNameException(FIELD, value, "it ends in a line feed: remove it");
    }
    return new PackageName(value);
  }

  /**
   * This name.
   *
   * @throws InvalidNameException if S3 can have no pointer of it
   */
  public PackageName pushable() {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST) {
      throw new InvalidNameException(
          FIELD,
          value,
          "it has %d bytes of UTF-8, and keys of S3 have room for %d: give a shorter one"
              .formatted(bytes, LONGEST));
    }
    return this;
  }

  /**
   * The name of the package of a prefix whose description gives none: what is no letter, digit,
   * {@code _} or {@code -} becomes {@code -}; the last folder is the name, the folders before it
   * joined by {@code _} are the namespace. Different prefixes can have the same name.
   *
   * @param prefix decoded; empty and {@code /} give {@code package/null}
   */
  public static PackageName infer(String prefix) {
    List<String> folders = new ArrayList<>();
    for (String folder : prefix.split("/", -1)) {
      if (!folder.isEmpty()) {
        folders.add(replaceOthers(folder));
      }
    }
    int last = folders.size() - 1;
    String namespace = last < 1 ? "package" : String.join("_", folders.subList(0, last));
    return new PackageName(namespace + "/" + (last < 0 ? "null" : folders.get(last)));
  }

  /**
   * A text as a part of a name, in the way of {@link #infer}: {@code /} becomes {@code _}, and what
   * else no name can have becomes {@code -}.
   */
  public static String part(String text) {
    return replaceOthers(text.replace('/', '_'));
  }

  /** Whether a text is a name as a whole, also without a line feed at its end. */
  public static boolean isName(String text) {
    int slash = text.indexOf('/');
    return slash >= 0 && isPart(text.substring(0, slash)) && isPart(text.substring(slash + 1));
  }

  /** Whether a text can be one of the two parts of a name. */
  public static boolean isPart(String text) {
    return !text.isEmpty() && text.codePoints().allMatch(PackageName::isNameCharacter);
  }

  /** A text with {@code -} for each character that no part of a name can have. */
  public static String withoutOthers(String text) {
    return replaceOthers(text);
  }

  public String namespace() {
    return value.substring(0, value.indexOf('/'));
  }

  /** The part after the slash. */
  public String name() {
    return value.substring(value.indexOf('/') + 1);
  }

  @Override
  public String toString() {
    return value;
  }

  private static String replaceOthers(String folder) {
    StringBuilder out = new StringBuilder(folder.length());
    folder.codePoints().forEach(point -> out.appendCodePoint(isNameCharacter(point) ? point : '-'));
    return out.toString();
  }

  /**
   * Python's {@code \w}, or {@code -}. Java's own {@code \w} also has marks, connectors and
   * joiners, and lacks numbers such as {@code ²}. Which characters exist is a matter of the JDK's
   * Unicode version (13 in JDK 17).
   */
  private static boolean isNameCharacter(int point) {
    if (point < 0x80) {
      return (point >= 'a' && point <= 'z')
          || (point >= 'A' && point <= 'Z')
          || (point >= '0' && point <= '9')
          || point == '_'
          || point == '-';
    }
    return switch (Character.getType(point)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
