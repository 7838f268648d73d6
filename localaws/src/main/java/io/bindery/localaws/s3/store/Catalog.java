package io.bindery.localaws.s3.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** All buckets, in memory: what the log's changes lead to. */
final class Catalog {
  private final ConcurrentNavigableMap<String, Bucket> buckets = new ConcurrentSkipListMap<>();

  /** Written and read by the log's thread, at the start by the one that opens it. */
  private long entries;

  private boolean loading = true;

  /** What the log held is applied; from now on buckets have readers. */
  void loaded() {
    loading = false;
    buckets.values().forEach(Bucket::loaded);
  }

  Optional<Bucket> bucket(String name) {
    return Optional.ofNullable(buckets.get(name));
  }

  Collection<Bucket> buckets() {
    return buckets.values();
  }

  /** About how many changes make the present state. */
  long entries() {
    return entries;
  }

  /** Applies a change and gives the bodies that nothing names any more. */
  List<Long> apply(Change change) {
    List<Long> dropped = new ArrayList<>();
    if (change instanceof Change.BucketMade made) {
      buckets.putIfAbsent(made.bucket(), new Bucket(made, loading));
    } else if (change instanceof Change.BucketRemoved gone) {
      Bucket bucket = buckets.remove(gone.bucket());
      if (bucket != null) {
        bodies(bucket).forEach(dropped::add);
      }
    } else {
      Bucket bucket = buckets.get(change.bucket());
      if (bucket != null) {
        bucket.apply(change, dropped);
      }
    }
    if (change instanceof Change.Put || change instanceof Change.PartPut) {
      entries++;
    } else if (change instanceof Change.Removed || !dropped.isEmpty()) {
      entries = Math.max(0, entries - 1);
    }
    dropped.removeIf(body -> body == 0);
    return dropped;
  }

  /** Changes that lead to the present state, the oldest version of each key first. */
  Iterator<Change> snapshot() {
    return buckets.values().stream().flatMap(Catalog::changes).iterator();
  }

  private static Stream<Change> changes(Bucket bucket) {
    String name = bucket.name();
    List<Change> head = new ArrayList<>();
    head.add(bucket.made());
    if (!bucket.versioning().isEmpty()) {
      head.add(new Change.Versioning(name, bucket.versioning()));
    }
    if (!bucket.tags().isEmpty()) {
      head.add(new Change.BucketTags(name, bucket.tags()));
    }
    Stream<Change> objects =
        bucket.keys().entrySet().stream()
            .flatMap(
                entry -> {
                  List<Change> puts = new ArrayList<>();
                  for (Version version : entry.getValue()) {
                    puts.add(0, new Change.Put(name, entry.getKey(), version));
                  }
                  return puts.stream();
                });
    Stream<Change> uploads =
        bucket.uploads().stream()
            .flatMap(
                upload ->
                    Stream.concat(
                        Stream.of(new Change.UploadBegun(name, upload)),
                        bucket.parts(upload.id()).values().stream()
                            .map(part -> new Change.PartPut(name, upload.id(), part))));
    return Stream.of(head.stream(), objects, uploads).flatMap(s -> s);
  }

  /** Every body that something names, with its size; 0 stands for an empty one. */
  Stream<Segment> segments() {
    return buckets.values().stream()
        .flatMap(
            bucket ->
                Stream.concat(
                    bucket.keys().values().stream()
                        .flatMap(List::stream)
                        .flatMap(v -> v.segments().stream()),
                    bucket.uploads().stream()
                        .flatMap(u -> bucket.parts(u.id()).values().stream())
                        .map(p -> new Segment(p.number(), p.body(), p.size(), ""))));
  }

  private static Stream<Long> bodies(Bucket bucket) {
    return Stream.concat(
        bucket.keys().values().stream()
            .flatMap(List::stream)
            .flatMap(v -> v.segments().stream())
            .map(Segment::body),
        bucket.uploads().stream()
            .flatMap(u -> bucket.parts(u.id()).values().stream())
            .map(Upload.Part::body));
  }
}
