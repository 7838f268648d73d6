package io.bindery.quilt.checksum;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one place that asks the JDK for SHA-256, which every JDK has. */
public final class Sha256 {

  private Sha256() {}

  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
