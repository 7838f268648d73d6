package io.bindery.exchange.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bindery.exchange.manifest.Place;
import io.bindery.quilt.s3.S3Uri;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * An asset as bytes. They begin with what they are sorted by: the rank, the key by its UTF-8, the
 * bucket and the index in the manifest, so that equal objects, and equal keys, come one after the
 * other.
 */
final class AssetRecord {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int RANK = Integer.BYTES;
  private static final int FIXED = 64;

  private AssetRecord() {}

  /**
   * Writes an asset.
   *
   * @param rank in which group of revisions it is, from 0
   */
  static ByteBuffer encode(Asset asset, int rank) {
    var key = asset.object().key().getBytes(UTF_8);
    var bucket = asset.object().bucket().getBytes(UTF_8);
    var etag = asset.etag().getBytes(UTF_8);
    var version = asset.object().versionId().orElse("").getBytes(UTF_8);
    var record =
        ByteBuffer.allocate(FIXED + key.length + bucket.length + etag.length + version.length);
    record.putInt(rank);
    put(record, key);
    put(record, bucket);
    record.putLong(asset.place().index());
    record.putInt(asset.place().line()).putInt(asset.place().column());
    record.putLong(asset.size());
    put(record, etag);
    put(record, version);
    return record.flip();
  }

  static int rank(ByteBuffer record) {
    return record.getInt(record.position());
  }

  static Asset decode(ByteBuffer record) {
    record.getInt();
    var key = text(record);
    var bucket = text(record);
    long index = record.getLong();
    var place = new Place(record.getInt(), record.getInt(), index);
    long size = record.getLong();
    var etag = text(record);
    var version = Optional.of(text(record)).filter(id -> !id.isEmpty());
    return new Asset(new S3Uri(bucket, key, version), size, etag, place);
  }

  /** The order of the plan. */
  static int compare(byte[] a, int aStart, byte[] b, int bStart) {
    int byRank = Integer.compare(intAt(a, aStart), intAt(b, bStart));
    if (byRank != 0) {
      return byRank;
    }
    int aAt = aStart + RANK;
    int bAt = bStart + RANK;
    for (int field = 0; field < 2; field++) {
      int aFrom = aAt + Integer.BYTES;
      int bFrom = bAt + Integer.BYTES;
      int aTo = aFrom + intAt(a, aAt);
      int bTo = bFrom + intAt(b, bAt);
      int byField = Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
      if (byField != 0) {
        return byField;
      }
      aAt = aTo;
      bAt = bTo;
    }
    return Long.compare((long) LONGS.get(a, aAt), (long) LONGS.get(b, bAt));
  }

  private static int intAt(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  private static void put(ByteBuffer record, byte[] bytes) {
    record.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer record) {
    var bytes = new byte[record.getInt()];
    record.get(bytes);
    return new String(bytes, UTF_8);
  }
}
