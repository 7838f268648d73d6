package io.bindery.packager.browse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which paths of a package can be files below a directory. */
final class LocalNames {
  /** What file systems of Linux and macOS take. */
  private static final int LONGEST_PART = 255;

  /** Names of files in the making: one of the package would be taken for such. */
  static final String PART_PREFIX = ".bindery-part-";

  private LocalNames() {}

  /** Why a path can be none; nothing if it can. */
  static Optional<String> refusal(String path) {
    for (var part : path.split("/", -1)) {
      if (part.isEmpty()) {
        return Optional.of("it has a part without a name");
      }
      if (part.equals("..") || part.equals(".")) {
        return Optional.of("'%s' leaves the directory or names it".formatted(part));
      }
      if (part.indexOf('\0') >= 0) {
        return Optional.of("it has a NUL");
      }
      if (part.startsWith(PART_PREFIX)) {
        return Optional.of("'%s…' is kept for files in the making".formatted(PART_PREFIX));
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
        return Optional.of("a part is longer than %d bytes".formatted(LONGEST_PART));
      }
    }
    return Optional.empty();
  }
}
