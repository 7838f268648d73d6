package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket without versions that can be written to. Of what is uploaded in parts the length alone
 * is kept, so that manifests of a million entries take no memory.
 */
final class StoredBucket implements Bucket {
  private final ConcurrentSkipListMap<String, Item> objects = new ConcurrentSkipListMap<>();
  private final Map<String, Instant> times = new ConcurrentHashMap<>();
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicLong nextUpload = new AtomicLong();

  private record Upload(String key, Map<Integer, Part> parts) {}

  private record Part(long size, String md5) {}

  /** What a write asks of the object that is there. */
  record Condition(Optional<String> ifMatch, boolean ifNoneMatch) {
    private void check(Item there) {
      if (ifMatch.isPresent() && there == null) {
        throw new S3Error(404, "NoSuchKey", "There is nothing to match.");
      }
      if ((ifNoneMatch && there != null)
          || (ifMatch.isPresent() && !ifMatch.get().equals(there.etag()))) {
        throw S3Error.preconditionFailed();
      }
    }
  }

  /** Writes an object; gives its ETag. */
  String put(String key, byte[] content, Condition condition) {
    var etag = '"' + hex(Content.digest("MD5").digest(content)) + '"';
    var bytes = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(content));
    put(
        item(
            key,
            etag,
            content.length,
            (from, length) -> List.of(bytes.slice((int) from, (int) length))),
        condition);
    return etag;
  }

  private void put(Item item, Condition condition) {
    objects.compute(
        item.key(),
        (key, there) -> {
          condition.check(there);
          times.put(key, Instant.now());
          return item;
        });
  }

  /** When an object was written; absent if it never was. */
  Optional<Instant> written(String key) {
    return Optional.ofNullable(times.get(key));
  }

  void delete(String key) {
    objects.remove(key);
  }

  String begin(String key) {
    var id = "upload-" + nextUpload.incrementAndGet();
    uploads.put(id, new Upload(key, new ConcurrentHashMap<>()));
    return id;
  }

  String part(String upload, int number, byte[] content) {
    var md5 = hex(Content.digest("MD5").digest(content));
    upload(upload).parts().put(number, new Part(content.length, md5));
    return '"' + md5 + '"';
  }

  /** Makes the object out of all its parts; gives its ETag. */
  String complete(String uploadId, Condition condition) {
    var upload = upload(uploadId);
    MessageDigest all = Content.digest("MD5");
    var sizes = new ArrayList<Long>();
    for (var part : new TreeMap<>(upload.parts()).values()) {
      all.update(HexFormat.of().parseHex(part.md5()));
      sizes.add(part.size());
    }
    var etag = '"' + hex(all.digest()) + "-" + sizes.size() + '"';
    long size = sizes.stream().mapToLong(Long::longValue).sum();
    put(item(upload.key(), etag, size, StoredBucket::notKept), condition);
    uploads.remove(uploadId);
    return etag;
  }

  void abort(String upload) {
    uploads.remove(upload);
  }

  private Upload upload(String id) {
    var upload = uploads.get(id);
    if (upload == null) {
      throw new S3Error(404, "NoSuchUpload", "There is no upload " + id + ".");
    }
    return upload;
  }

  private static List<ByteBuf> notKept(long from, long length) {
    throw new S3Error(501, "NotImplemented", "What was uploaded in parts is not kept.");
  }

  private static Item item(String key, String etag, long size, Item.Body body) {
    return new Item(key, Item.NO_VERSION, true, etag, size, Optional.empty(), body);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
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
