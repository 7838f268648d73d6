package io.bindery.quilt.checksum;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of object hash that a manifest may hold. */
public enum ChecksumType {
  /** SHA-256 of the bytes in lower-case hex: read and verified, no longer made. */
  SHA256("SHA256", "[0-9a-f]{64}", "64 lower-case hex digits"),
  /** SHA-256 of the SHA-256s of the parts of a {@link ChunkPlan}, in base64. */
  SHA256_CHUNKED("sha2-256-chunked", "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", "base64 of 32 bytes"),
  /** CRC-64/NVME of the bytes, as S3 computes it, in base64, most significant byte first. */
  CRC64NVME("CRC64NVME", "[A-Za-z0-9+/]{10}[AEIMQUYcgkosw048]=", "base64 of 8 bytes");

  private static final List<ChecksumType> TYPES = List.of(values());

  private final String wireName;
  private final Pattern pattern;
  private final String shape;

  ChecksumType(String wireName, String pattern, String shape) {
    this.wireName = wireName;
    this.pattern = Pattern.compile(pattern);
    this.shape = shape;
  }

  /** The name in a manifest; case matters. */
  public String wireName() {
    return wireName;
  }

  public static Optional<ChecksumType> ofWireName(String name) {
    for (ChecksumType type : TYPES) {
      if (type.wireName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The text of a value in words. */
  String shape() {
    return shape;
  }

  boolean accepts(String value) {
    return pattern.matcher(value).matches();
  }

  String encode(byte[] value) {
    return this == SHA256
        ? HexFormat.of().formatHex(value)
        : Base64.getEncoder().encodeToString(value);
  }
}
