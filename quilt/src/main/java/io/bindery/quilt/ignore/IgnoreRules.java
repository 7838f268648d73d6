package io.bindery.quilt.ignore;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The rules of an ignore file. Paths are relative to the folder of the file, without a slash at
 * either end. What lies in a dropped folder is dropped: whoever asks about a file has asked about
 * the folders around it.
 */
public sealed interface IgnoreRules permits QuiltIgnore, GitIgnore {
  /** The name of the file in its folder. */
  String FILE = ".quiltignore";

  /** The largest file that is read, in bytes. */
  int MAX_BYTES = 64 << 10;

  /** The longest rule, in characters. */
  int MAX_RULE = 4096;

  /** The most rules in one file. */
  int MAX_RULES = 1000;

  boolean dropsFolder(String path);

  boolean dropsFile(String path);

  /**
   * The rules of a file.
   *
   * @param style not {@link IgnoreStyle#OFF}
   * @param where the file is, for messages
   * @throws IgnoreFileException if the file is not UTF-8, or has too many rules
   */
  static IgnoreRules parse(IgnoreStyle style, byte[] file, Object where) {
    var lines = lines(file, where);
    if (lines.stream().anyMatch(line -> line.length() > MAX_RULE)) {
      throw new IgnoreFileException(
          "The ignore file %s has a rule of more than %d characters: no key is that long."
              .formatted(where, MAX_RULE));
    }
    if (lines.size() > MAX_RULES) {
      throw new IgnoreFileException(
          "The ignore file %s has %d rules: at most %d are allowed. Join some of them with wildcards."
              .formatted(where, lines.size(), MAX_RULES));
    }
    return switch (style) {
      case QUILT -> QuiltIgnore.of(lines);
      case GITIGNORE -> GitIgnore.of(lines);
      case OFF -> throw new IllegalArgumentException("an ignore file that is off has no rules");
    };
  }

  /** All lines that are not empty, however they end; a byte order mark is none of the rules. */
  private static List<String> lines(byte[] file, Object where) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      var rules = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return rules.lines().filter(line -> !line.isEmpty()).toList();
    } catch (CharacterCodingException e) {
      throw new IgnoreFileException(
          "The ignore file %s is not UTF-8 text: save it as UTF-8.".formatted(where), e);
    }
  }
}
