package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A bucket with versions that objects come to one by one. Their bytes follow from the key, so that
 * an upload takes nothing of the machine, and neither does what is kept.
 */
final class GrowingBucket implements Bucket {
  private final ConcurrentSkipListMap<String, Item> objects = new ConcurrentSkipListMap<>();
  private final Content content;

  GrowingBucket(Content content) {
    this.content = content;
  }

  /** From now on the object is there. None is overwritten. */
  Uploaded add(String key, long size) {
    var version = md5("version of " + key);
    var etag = md5("content of " + key);
    int start = etag.hashCode();
    var item =
        new Item(
            key,
            version,
            true,
            '"' + etag + '"',
            size,
            Optional.empty(),
            (from, length) -> slices(start, from, length));
    if (objects.putIfAbsent(key, item) != null) {
      throw new S3Error(409, "OperationAborted", key + " is there already.");
    }
    return new Uploaded(key, size, version, etag);
  }

  private List<ByteBuf> slices(int start, long from, long length) {
    return content.slices(start, from, length);
  }

  private static String md5(String text) {
    return HexFormat.of()
        .formatHex(Content.digest("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<Item> find(String key, Optional<String> version) {
    return Optional.ofNullable(objects.get(key))
        .filter(item -> version.isEmpty() || version.get().equals(item.version()));
  }

  @Override
  public Iterator<List<Item>> from(String key) {
    return objects.tailMap(key, true).values().stream().map(List::of).iterator();
  }
}
