package io.bindery.localaws.s3.store;

/**
 * A checksum of an object's content.
 *
 * @param algorithm as S3 names it, such as CRC32C
 * @param value in Base64; that of parts ends with a dash and their number
 * @param composite whether it is the checksum of the parts' checksums
 */
public record Checksum(String algorithm, String value, boolean composite) {
  /** As S3 names it. */
  public String type() {
    return composite ? "COMPOSITE" : "FULL_OBJECT";
  }
}
