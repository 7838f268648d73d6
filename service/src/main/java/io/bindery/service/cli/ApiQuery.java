package io.bindery.service.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A path of the API with its query. */
final class ApiQuery {
  private final StringBuilder text;
  private char before = '?';

  ApiQuery(String path) {
    this.text = new StringBuilder(path);
  }

  /** A parameter, unless its option was left out. */
  ApiQuery with(String name, Object value) {
    if (value != null) {
      text.append(before).append(name).append('=').append(encoded(value.toString()));
      before = '&';
    }
    return this;
  }

  /** As a segment of a path, or a value, is written. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
