package io.bindery.localaws.http;

import java.util.concurrent.ThreadLocalRandom;

/** Ids in the form of S3's: 16 letters and digits. */
final class RequestId {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private RequestId() {}

  static String next() {
    StringBuilder id = new StringBuilder(16);
    for (int i = 0; i < 16; i++) {
      id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
