package io.bindery.protocol.description;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves a reference against a base as RFC 3986 §5.2 says. {@link java.net.URI} cannot: it
 * refuses spaces and other characters that stand in references which people write.
 */
final class UriReference {
  /** The splitting expression of RFC 3986, appendix B. */
  private static final Pattern PARTS =
      Pattern.compile("(?s)(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(\\?[^#]*)?(?:#.*)?");

  private UriReference() {}

  /** The target without its fragment, which names nothing in S3. */
  static String resolve(String base, String reference) {
    var target = match(reference);
    var from = match(base);
    if (target.group(1) != null) {
      return reference;
    }
    var scheme = from.group(1) == null ? "" : from.group(1) + ":";
    if (target.group(2) != null) {
      return scheme + "//" + target.group(2) + withoutDots(target.group(3)) + query(target);
    }
    var authority = from.group(2) == null ? "" : "//" + from.group(2);
    if (target.group(3).isEmpty()) {
      var query = target.group(4) == null ? query(from) : query(target);
      return scheme + authority + from.group(3) + query;
    }
    return scheme + authority + withoutDots(merged(from, target.group(3))) + query(target);
  }

  private static Matcher match(String text) {
    var matcher = PARTS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("the pattern matches every text");
    }
    return matcher;
  }

  private static String query(Matcher parts) {
    return parts.group(4) == null ? "" : parts.group(4);
  }

  private static String merged(Matcher base, String path) {
    if (path.startsWith("/")) {
      return path;
    }
    var basePath = base.group(3);
    return basePath.isEmpty()
        ? "/" + path
        : basePath.substring(0, basePath.lastIndexOf('/') + 1) + path;
  }

  /** Takes {@code .} and {@code ..} out of an absolute path; empty segments stay. */
  private static String withoutDots(String path) {
    if (path.isEmpty()) {
      return path;
    }
    Deque<String> out = new ArrayDeque<>();
    var segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      boolean up = segments[i].equals("..");
      if (up) {
        out.pollLast();
      } else if (!segments[i].equals(".")) {
        out.addLast(segments[i]);
        continue;
      }
      if (last) {
        // A path that ends in a dot segment names the folder.
        out.addLast("");
      }
    }
    return "/" + String.join("/", out);
  }
}
