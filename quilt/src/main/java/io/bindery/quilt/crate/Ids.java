package io.bindery.quilt.crate;

import io.bindery.quilt.s3.PercentCoding;

/** Ids of entities. */
final class Ids {
  static final String HERE = "./";
  static final String S3 = "s3://";

  private Ids() {}

  /** The form by which ids are compared: {@code ./a%20b} and {@code a b} are the same. */
  static String normal(String id) {
    return id.equals(HERE) || id.startsWith(S3) ? id : PercentCoding.decode(relative(id));
  }

  /** Without one {@code ./} at the start. */
  static String relative(String id) {
    return id.startsWith(HERE) ? id.substring(HERE.length()) : id;
  }

  static boolean isOnTheWeb(String id) {
    return id.startsWith("http://") || id.startsWith("https://");
  }
}
