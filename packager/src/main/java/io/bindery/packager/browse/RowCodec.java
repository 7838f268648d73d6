package io.bindery.packager.browse;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.ManifestRows.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lines of a manifest as records that can be sorted: the length of the key, the key, what it is,
 * and the rest as it stands in the index. Not safe for use by several threads.
 */
final class RowCodec {
  /** What a line says of a folder. */
  static final byte FOLDER = 0;

  static final byte FILE = 1;

  private ByteBuffer record = ByteBuffer.allocate(1024);

  /**
   * The record of a line, ready to be read; valid until the next call.
   *
   * @throws KeyTooLongException if no index can have it
   */
  ByteBuffer encode(Row row) {
    record.clear();
    byte[] key = row.logicalKey().getBytes(StandardCharsets.UTF_8);
    if (key.length > IndexFormat.LONGEST_KEY) {
      throw new KeyTooLongException(row.logicalKey(), key.length);
    }
    boolean isFolder = row.physicalKey().isEmpty() && row.logicalKey().endsWith("/");
    bytes(key);
    room(1).put(isFolder ? FOLDER : FILE);
    if (!isFolder) {
      room(Long.BYTES).putLong(row.size().orElse(IndexFormat.UNKNOWN));
      text(row.hashType());
      text(row.hashValue());
      text(row.physicalKey());
    }
    var metadata = row.meta().flatMap(RowCodec::written);
    if (metadata.isPresent()) {
      bytes(metadata.get());
    } else {
      room(Integer.BYTES).putInt(IndexFormat.ABSENT);
    }
    return record.flip();
  }

  /** Metadata that is there; what no JSON can hold (NaN) cannot be shown either. */
  private static Optional<byte[]> written(JsonValue meta) {
    if (meta instanceof JsonObject object && object.members().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonForm.FILE.toBytes(meta));
    } catch (JsonWriteException e) {
      return Optional.empty();
    }
  }

  private void text(Optional<String> text) {
    if (text.isPresent()) {
      bytes(text.get().getBytes(StandardCharsets.UTF_8));
    } else {
      room(Integer.BYTES).putInt(IndexFormat.ABSENT);
    }
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
}
