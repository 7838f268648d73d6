package io.bindery.laptop;

/** Credentials for the local AWS, which takes any. */
public final class LocalCredentials {
  private LocalCredentials() {}

  /** For every client of this JVM: the user's own have no business at a stand-in. */
  public static void use() {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
  }
}
