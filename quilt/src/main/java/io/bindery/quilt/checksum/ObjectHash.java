package io.bindery.quilt.checksum;

import static java.util.Objects.requireNonNull;

/**
 * The hash of an object's content.
 *
 * @param value in the text form of its type
 */
public record ObjectHash(ChecksumType type, String value) {

  public ObjectHash {
    requireNonNull(type, "type");
    requireNonNull(value, "value");
    if (!type.accepts(value)) {
      throw new IllegalArgumentException(
          "the " + type.wireName() + " value '" + value + "' is not " + type.shape());
    }
  }

  static ObjectHash of(ChecksumType type, byte[] value) {
    return new ObjectHash(type, type.encode(value));
  }

  /** The hash of an object without content. */
  public static ObjectHash ofNothing(ChecksumType type) {
    return ContentHasher.create(type, 0).finish();
  }
}
