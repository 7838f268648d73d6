package io.bindery.bench.s3;

import io.bindery.bench.s3.Item.StoredChecksum;
import io.bindery.quilt.checksum.ChunkPlan;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Objects that take no memory: all that there is of one follows from its number. */
final class GeneratedBucket implements Bucket {
  private static final int MIX = 0x9E3779B1;

  private final ObjectSet set;
  private final Content content;
  private final AtomicIntegerArray newest;
  private final AtomicLongArray sent;

  /** Of large objects, which are hashed once; small ones are hashed when they are asked for. */
  private final List<StoredChecksum> checksums;

  GeneratedBucket(ObjectSet set, Content content) {
    this.set = set;
    this.content = content;
    this.newest = new AtomicIntegerArray(set.objects());
    this.sent = new AtomicLongArray(set.objects());
    this.checksums =
        set.checksums() && ChunkPlan.of(set.size()).isMultipart()
            ? IntStream.range(0, set.objects()).parallel().mapToObj(this::composite).toList()
            : List.of();
  }

  /** Gives every so-many-th object a new version with other content. */
  void change(int every) {
    for (int number = 0; number < set.objects(); number += every) {
      newest.incrementAndGet(number);
    }
  }

  /** Bytes that were sent of each object, by its number. */
  long[] sent() {
    return IntStream.range(0, set.objects()).mapToLong(sent::get).toArray();
  }

  @Override
  public Optional<Item> find(String key, Optional<String> version) {
    int number = ceiling(key);
    if (number == set.objects() || !set.key(number).equals(key)) {
      return Optional.empty();
    }
    int generation = newest.get(number);
    if (version.isEmpty()) {
      return Optional.of(item(number, generation, true));
    }
    for (int it = generation; it >= 0; it--) {
      if (version(number, it).equals(version.get())) {
        return Optional.of(item(number, it, it == generation));
      }
    }
    return Optional.empty();
  }

  @Override
  public Iterator<List<Item>> from(String key) {
    return new Iterator<>() {
      private int next = ceiling(key);

      @Override
      public boolean hasNext() {
        return next < set.objects();
      }

      @Override
      public List<Item> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int number = next++;
        var versions = new ArrayList<Item>(1);
        int generation = newest.get(number);
        for (int it = generation; it >= 0; it--) {
          versions.add(item(number, it, it == generation));
        }
        return versions;
      }
    };
  }

  /** The first object whose key is not before this one. */
  private int ceiling(String key) {
    int low = 0;
    int high = set.objects();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (set.key(middle).compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Item item(int number, int generation, boolean latest) {
    int start = start(number, generation);
    return new Item(
        set.key(number),
        version(number, generation),
        latest,
        '"' + md5('e', number, generation) + '"',
        set.size(),
        set.checksums() ? Optional.of(checksum(number, start)) : Optional.empty(),
        new Item.Body() {
          @Override
          public List<ByteBuf> slices(long from, long length) {
            return content.slices(start, from, length);
          }

          @Override
          public void sent(long bytes) {
            sent.addAndGet(number, bytes);
          }
        });
  }

  private int start(int number, int generation) {
    return (int) ((set.seed() + number * 31L + generation * 17L) * MIX);
  }

  private String version(int number, int generation) {
    return md5('v', number, generation);
  }

  private String md5(char kind, int number, int generation) {
    var text = kind + (set.seed() + "-" + number + "-" + generation);
    return HexFormat.of()
        .formatHex(Content.digest("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private StoredChecksum checksum(int number, int start) {
    return checksums.isEmpty()
        ? new StoredChecksum(
            Base64.getEncoder().encodeToString(content.sha256(start, 0, set.size())),
            List.of(set.size()))
        : checksums.get(number);
  }

  private StoredChecksum composite(int number) {
    var plan = ChunkPlan.of(set.size());
    var all = Content.sha256();
    var sizes = new ArrayList<Long>();
    for (int part = 0; part < plan.parts(); part++) {
      all.update(content.sha256(start(number, 0), plan.offset(part), plan.length(part)));
      sizes.add(plan.length(part));
    }
    return new StoredChecksum(Base64.getEncoder().encodeToString(all.digest()), sizes);
  }
}
