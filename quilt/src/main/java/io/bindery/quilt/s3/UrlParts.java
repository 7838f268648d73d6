package io.bindery.quilt.s3;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a URL as Python's {@code urllib.parse.urlsplit} finds them, which quilt3 relies on.
 * Nothing is decoded.
 *
 * @param scheme in lower case, empty if there is none
 * @param authority what follows {@code //}, as it is written: case, user and port stay
 * @param path with its slash at the start
 * @param query without {@code ?}, empty if there is none
 * @param fragment without {@code #}, empty if there is none
 */
public record UrlParts(
    String scheme, Optional<String> authority, String path, String query, String fragment) {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final Pattern IPV6 =
      Pattern.compile("[^\\[\\]]*\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[^\\[\\]]*)?\\][^\\[\\]]*");

  /** Splits any text; whether the parts make sense is for the caller to say. */
  public static UrlParts split(String given) {
    var text = clean(given);
    int colon = text.indexOf(':');
    var scheme = "";
    if (colon > 0 && SCHEME.matcher(text.substring(0, colon)).matches()) {
      scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
      text = text.substring(colon + 1);
    }
    var authority = Optional.<String>empty();
    if (text.startsWith("//")) {
      int end = 2;
      while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      authority = Optional.of(text.substring(2, end));
      text = text.substring(end);
    }
    int hash = text.indexOf('#');
    var fragment = hash < 0 ? "" : text.substring(hash + 1);
    text = hash < 0 ? text : text.substring(0, hash);
    int mark = text.indexOf('?');
    var query = mark < 0 ? "" : text.substring(mark + 1);
    return new UrlParts(
        scheme, authority, mark < 0 ? text : text.substring(0, mark), query, fragment);
  }

  /**
   * Without what Python's parser removes: leading control characters and spaces; tabs and line ends
   * anywhere.
   */
  private static String clean(String given) {
    int start = 0;
    while (start < given.length() && given.charAt(start) <= ' ') {
      start++;
    }
    StringBuilder out = new StringBuilder(given.length() - start);
    for (int i = start; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c != '\t' && c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Whether the authority has brackets that are not around an IPv6 address. */
  public boolean hasMalformedBrackets() {
    var host = authority.orElse("");
    return (host.indexOf('[') >= 0 || host.indexOf(']') >= 0) && !IPV6.matcher(host).matches();
  }

  /** Whether the authority has a character that readers may take for one of {@code /?#@:}. */
  public boolean hasLookAlikes() {
    var host = authority.orElse("").replaceAll("[@:#?]", "");
    var composed = Normalizer.normalize(host, Normalizer.Form.NFKC);
    return !composed.equals(host) && composed.chars().anyMatch(c -> "/?#@:".indexOf(c) >= 0);
  }
}
