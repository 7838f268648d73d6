package io.bindery.packager.world;

import io.bindery.quilt.checksum.Crc64Nvme;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** Parts of objects, and their checksums as S3 writes them. */
final class Contents {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  private Contents() {}

  static byte[] part(byte[] content, String range) {
    if (range == null) {
      return content;
    }
    var matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(range);
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = Math.min(content.length, Integer.parseInt(matcher.group(2)) + 1);
    return Arrays.copyOfRange(content, from, Math.max(from, to));
  }

  static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String crc64(byte[] bytes) {
    var crc = new Crc64Nvme();
    crc.update(ByteBuffer.wrap(bytes));
    return Base64.getEncoder().encodeToString(Crc64Nvme.toBytes(crc.getValue()));
  }
}
