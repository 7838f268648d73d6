package io.bindery.packager.browse;

import io.bindery.quilt.s3.PercentCoding;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What texts within a package say of other files of it. */
final class PackagePath {
  private PackagePath() {}

  /** The folder that a file is in, with a slash at its end; empty for the root. */
  static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /**
   * The path that a link in a file of a folder leads to; nothing if it leads out of the package.
   *
   * @param link percent-encoded, as in a URL; what is behind {@code ?} or {@code #} does not count
   */
  static Optional<String> linked(String folder, String link) {
    int end = link.length();
    for (char mark : new char[] {'?', '#'}) {
      int at = link.indexOf(mark);
      end = at >= 0 && at < end ? at : end;
    }
    try {
      return joined(folder, PercentCoding.decodeStrictly(link.substring(0, end)));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The same of a path that is written as it is. */
  static Optional<String> joined(String folder, String path) {
    var parts = new ArrayList<String>();
    if (!path.startsWith("/") && !folder.isEmpty()) {
      parts.addAll(List.of(folder.substring(0, folder.length() - 1).split("/", -1)));
    }
    var rest = path.startsWith("/") ? path.substring(1) : path;
    for (var part : rest.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return Optional.empty();
        }
        parts.remove(parts.size() - 1);
      } else if (!part.equals(".")) {
        parts.add(part);
      }
    }
    var joined = String.join("/", parts);
    return joined.isEmpty() ? Optional.empty() : Optional.of(joined);
  }
}
