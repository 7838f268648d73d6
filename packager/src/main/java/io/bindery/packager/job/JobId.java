package io.bindery.packager.job;

import io.bindery.quilt.checksum.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names that follow from content, so that the same message gives the same name anywhere. */
public final class JobId {
  /** 128 bits: two of them are never the same by chance. */
  private static final int BYTES = 16;

  private JobId() {}

  /** The name of the job for a message with this description. */
  public static String of(String messageId, String description) {
    return hash(messageId, description);
  }

  /** 32 hex digits of both texts; no text holds the NUL that keeps them apart. */
  public static String hash(String first, String second) {
    var digest = Sha256.create();
    digest.update(first.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(second.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
