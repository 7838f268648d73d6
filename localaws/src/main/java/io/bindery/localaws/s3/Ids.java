package io.bindery.localaws.s3;

import java.security.SecureRandom;

/** Ids that nobody guesses, in the form of S3's. */
final class Ids {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String version() {
    return text(32);
  }

  static String upload() {
    return text(64);
  }

  private static String text(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    StringBuilder id = new StringBuilder(length);
    for (byte b : bytes) {
      id.append(ALPHABET.charAt(b & 63));
    }
    return id.toString();
  }
}
