package io.bindery.bench.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The little XML that answers need. */
final class Xml {
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final StringBuilder out = new StringBuilder(HEAD);
  private final boolean encodeKeys;

  /**
   * @param encodeKeys whether keys are percent-encoded, as the request asks
   */
  Xml(boolean encodeKeys) {
    this.encodeKeys = encodeKeys;
  }

  static String text(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  Xml open(String name) {
    out.append('<').append(name).append('>');
    return this;
  }

  Xml close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  Xml element(String name, Object value) {
    return raw(name, text(value.toString()));
  }

  /** What needs no escapes. */
  Xml raw(String name, Object value) {
    open(name).out.append(value);
    return close(name);
  }

  Xml key(String name, String key) {
    return raw(
        name,
        encodeKeys
            ? URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/")
            : text(key));
  }

  byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
