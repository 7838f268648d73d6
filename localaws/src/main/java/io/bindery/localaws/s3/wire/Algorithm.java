package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums that S3 knows. */
public enum Algorithm {
  CRC32(4, 0xEDB88320L),
  CRC32C(4, 0x82F63B78L),
  CRC64NVME(8, Crc64Nvme.POLYNOMIAL),
  SHA1(20, 0),
  SHA256(32, 0);

  private static final String HEADER = "x-amz-checksum-";

  private final int bytes;
  private final long polynomial;

  Algorithm(int bytes, long polynomial) {
    this.bytes = bytes;
    this.polynomial = polynomial;
  }

  /** Of a header such as x-amz-checksum-algorithm. */
  public static Algorithm named(String name) {
    return Arrays.stream(values())
        .filter(a -> a.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "InvalidRequest",
                    "Checksum algorithm provided is unsupported. Please try again with any of the"
                        + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]. Found: "
                        + name));
  }

  /** Such as x-amz-checksum-crc32c. */
  public String header() {
    return HEADER + name().toLowerCase(Locale.ROOT);
  }

  /** The name of its element in documents, such as ChecksumCRC32C. */
  public String element() {
    return "Checksum" + name();
  }

  /** Whether the checksum of a whole can be had from those of its parts. */
  public boolean isCrc() {
    return polynomial != 0;
  }

  /** Whether an object in parts gets the checksum of its parts' checksums if nobody says how. */
  public boolean compositeByDefault() {
    return this != CRC64NVME;
  }

  /** A checksum that is being computed. */
  public interface Running {
    void update(byte[] bytes, int length);

    /** In Base64. */
    String value();
  }

  public Running start() {
    return switch (this) {
      case CRC32 -> crc(new CRC32());
      case CRC32C -> crc(new CRC32C());
      case CRC64NVME -> crc(new Crc64Nvme());
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
    };
  }

  private Running crc(Checksum checksum) {
    return new Running() {
      @Override
      public void update(byte[] content, int length) {
        checksum.update(content, 0, length);
      }

      @Override
      public String value() {
        return base64(checksum.getValue());
      }
    };
  }

  private static Running digest(String name) {
    MessageDigest digest = messageDigest(name);
    return new Running() {
      @Override
      public void update(byte[] content, int length) {
        digest.update(content, 0, length);
      }

      @Override
      public String value() {
        return Base64.getEncoder().encodeToString(digest.digest());
      }
    };
  }

  /** A digest that every Java has. */
  public static MessageDigest messageDigest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the text is a checksum of this kind, as far as its form tells. */
  public boolean isWellFormed(String value) {
    try {
      return Base64.getDecoder().decode(value).length == bytes;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The checksum of checksums, with the number of parts behind it. */
  public String composite(List<String> parts) {
    Running running = start();
    for (String part : parts) {
      byte[] raw = Base64.getDecoder().decode(part);
      running.update(raw, raw.length);
    }
    return running.value() + "-" + parts.size();
  }

  /** The checksum of two contents, one behind the other; only of a CRC. */
  public String join(String first, String second, long bytesOfSecond) {
    return base64(
        new CrcJoin(polynomial, 8 * bytes).join(number(first), number(second), bytesOfSecond));
  }

  private String base64(long value) {
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(all, 8 - bytes, 8));
  }

  private static long number(String base64) {
    long value = 0;
    for (byte b : Base64.getDecoder().decode(base64)) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }
}
