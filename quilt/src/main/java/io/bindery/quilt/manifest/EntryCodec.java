package io.bindery.quilt.manifest;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonOutput;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Entries as records of a spool: the length of the key, the key in UTF-8, then the rest, which
 * sorting need not look at. Not safe for use by several threads.
 */
final class EntryCodec {

  private static final JsonLimits LIMITS = new JsonLimits(JsonLimits.MAX_DEPTH, Integer.MAX_VALUE);
  private static final int EMPTY_META = -1;
  private static final int NO_VERSION = -1;

  private final JsonOutput meta = new JsonOutput(JsonForm.FILE);
  private ByteBuffer record = ByteBuffer.allocate(1024);

  /** The entry's record, ready to be read; valid until the next call. */
  ByteBuffer encode(ManifestEntry entry) {
    record.clear();
    text(entry.key().value());
    text(entry.physicalKey().bucket());
    text(entry.physicalKey().key());
    if (entry.physicalKey().versionId().isPresent()) {
      text(entry.physicalKey().versionId().get());
    } else {
      room(Integer.BYTES).putInt(NO_VERSION);
    }
    room(Long.BYTES).putLong(entry.size());
    text(entry.hash().type().wireName());
    text(entry.hash().value());
    meta(entry);
    return record.flip();
  }

  private void meta(ManifestEntry entry) {
    if (entry.meta().members().isEmpty()) {
      room(Integer.BYTES).putInt(EMPTY_META);
      return;
    }
    meta.reset();
    try {
      meta.value(entry.meta());
    } catch (JsonWriteException e) {
      throw new ManifestRuleException(
          Rule.UNWRITABLE_VALUE, entry.key().value(), "'" + entry.key() + "': " + e.getMessage());
    }
    bytes(meta.toByteArray());
  }

  private void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(byte[] bytes) {
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
  }

  private ByteBuffer room(int bytes) {
    if (record.remaining() < bytes) {
      int needed = Math.addExact(record.position(), bytes);
      byte[] larger = Arrays.copyOf(record.array(), Math.max(needed, 2 * record.capacity()));
      record = ByteBuffer.wrap(larger).position(record.position());
    }
    return record;
  }

  static ManifestEntry decode(ByteBuffer record) {
    LogicalKey key = new LogicalKey(text(record));
    String bucket = text(record);
    String objectKey = text(record);
    record.mark();
    Optional<String> version = Optional.empty();
    if (record.getInt() != NO_VERSION) {
      record.reset();
      version = Optional.of(text(record));
    }
    long size = record.getLong();
    ChecksumType type = ChecksumType.ofWireName(text(record)).orElseThrow();
    ObjectHash hash = new ObjectHash(type, text(record));
    return new ManifestEntry(
        key, new S3Uri(bucket, objectKey, version), size, hash, decodeMeta(record));
  }

  private static JsonObject decodeMeta(ByteBuffer record) {
    record.mark();
    if (record.getInt() == EMPTY_META) {
      return JsonObject.EMPTY;
    }
    record.reset();
    String text = text(record);
    return (JsonObject) Json.parse(text, LIMITS);
  }

  private static String text(ByteBuffer record) {
    int length = record.getInt();
    String text =
        new String(
            record.array(),
            record.arrayOffset() + record.position(),
            length,
            StandardCharsets.UTF_8);
    record.position(record.position() + length);
    return text;
  }

  /** Compares the keys of two records in manifest order. */
  static int compareKeys(byte[] a, int aRecord, byte[] b, int bRecord) {
    int aLength = Run.intAt(a, aRecord);
    int bLength = Run.intAt(b, bRecord);
    int aKey = aRecord + Integer.BYTES;
    int bKey = bRecord + Integer.BYTES;
    int at = Arrays.mismatch(a, aKey, aKey + aLength, b, bKey, bKey + bLength);
    if (at < 0) {
      return 0;
    }
    if (at >= aLength || at >= bLength) {
      return Integer.compare(aLength, bLength);
    }
    return Integer.compare(rank(a[aKey + at]), rank(b[bKey + at]));
  }

  /** UTF-8 bytes are in code point order; the end of a component comes before all of them. */
  private static int rank(byte b) {
    return b == '/' ? -1 : b & 0xff;
  }
}
