package io.bindery.protocol.notice;

import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The fields that both forms of a notice have, with S3's own limits. */
final class ObjectFields {
  /** S3's limit for a key, in bytes of UTF-8. */
  private static final int MAX_KEY_BYTES = 1_024;

  /** Far above S3's largest object, and exact in every JSON reader. */
  private static final long MAX_SIZE = 1L << 53;

  /** Today's rules, and those of old buckets in us-east-1. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,255}");

  private ObjectFields() {}

  static String bucket(JsonFields bucket) throws FieldException {
    return bucketName(bucket, "name");
  }

  static String bucketName(JsonFields object, String field) throws FieldException {
    var name = object.text(field);
    if (!BUCKET.matcher(name).matches()) {
      throw FieldException.notAllowed(object.path(field), name, "the name of a bucket");
    }
    return name;
  }

  static String key(JsonFields object) throws FieldException {
    return checkedKey(object, object.text("key"));
  }

  static String urlEncodedKey(JsonFields object) throws FieldException {
    var encoded = object.text("key");
    var key =
        UrlKey.decode(encoded)
            .orElseThrow(
                () ->
                    FieldException.notAllowed(
                        object.path("key"), encoded, "a key in URL encoding, as S3 writes it"));
    return checkedKey(object, key);
  }

  /** An object without a size has none to add; one that was created always has. */
  static long size(JsonFields object, ObjectEvent.Kind kind) throws FieldException {
    return kind == ObjectEvent.Kind.CREATED || object.has("size")
        ? object.wholeNumber("size", 0, MAX_SIZE)
        : 0;
  }

  private static String checkedKey(JsonFields object, String key) throws FieldException {
    try {
      int bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key)).remaining();
      if (bytes > 0 && bytes <= MAX_KEY_BYTES) {
        return key;
      }
    } catch (CharacterCodingException e) {
      throw FieldException.notAllowed(object.path("key"), key, "well-formed Unicode");
    }
    throw FieldException.notAllowed(
        object.path("key"), key, "1 to " + MAX_KEY_BYTES + " bytes of UTF-8");
  }
}
