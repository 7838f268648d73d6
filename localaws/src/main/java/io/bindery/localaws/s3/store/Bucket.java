package io.bindery.localaws.s3.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A bucket as memory holds it. Readers need no lock: a key's versions are replaced as a whole. Only
 * the log's thread changes it.
 */
public final class Bucket {
  private final Change.BucketMade made;
  private final ConcurrentNavigableMap<String, List<Version>> keys =
      new ConcurrentSkipListMap<>(KeyOrder.INSTANCE);
  private final ConcurrentNavigableMap<String, Upload> uploads = new ConcurrentSkipListMap<>();
  private final Map<String, ConcurrentNavigableMap<Integer, Upload.Part>> parts =
      new ConcurrentSkipListMap<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile String versioning = "";
  private volatile Map<String, String> tags = Map.of();

  /**
   * What changes write: at the start, keys as they come, to be sorted once; later {@link #keys}
   * itself.
   */
  private Map<String, List<Version>> written;

  /**
   * @param loading whether the log is being read, and {@link #loaded} follows
   */
  Bucket(Change.BucketMade made, boolean loading) {
    this.made = made;
    this.written = loading ? new LinkedHashMap<>() : keys;
  }

  /** Lets readers see the keys. */
  void loaded() {
    List<String> sorted = new ArrayList<>(written.keySet());
    sorted.sort(KeyOrder.INSTANCE);
    for (String key : sorted) {
      keys.put(key, written.get(key));
    }
    written = keys;
  }

  public String name() {
    return made.bucket();
  }

  public Instant created() {
    return Instant.ofEpochMilli(made.millis());
  }

  /** The region that it was made in, or "". */
  public String location() {
    return made.location() == null ? "" : made.location();
  }

  Change.BucketMade made() {
    return made;
  }

  /** Enabled, Suspended, or "" if it never kept versions. */
  public String versioning() {
    return versioning;
  }

  public boolean keepsVersions() {
    return versioning.equals("Enabled");
  }

  public Map<String, String> tags() {
    return tags;
  }

  /** Who writes objects holds the lock for reading, who changes the bucket for writing. */
  public ReadWriteLock lock() {
    return lock;
  }

  /** All keys in S3's order, each with its versions, the newest first. None is empty. */
  public NavigableMap<String, List<Version>> keys() {
    return keys;
  }

  public List<Version> versions(String key) {
    return keys.getOrDefault(key, List.of());
  }

  /** The newest version, which may be a delete marker. */
  public Optional<Version> newest(String key) {
    return versions(key).stream().findFirst();
  }

  public Optional<Version> version(String key, String id) {
    return versions(key).stream().filter(v -> v.id().equals(id)).findFirst();
  }

  public Collection<Upload> uploads() {
    return uploads.values();
  }

  public Optional<Upload> upload(String key, String id) {
    return Optional.ofNullable(uploads.get(id)).filter(u -> u.key().equals(key));
  }

  /** The parts of an upload by their numbers. */
  public NavigableMap<Integer, Upload.Part> parts(String upload) {
    return parts.getOrDefault(upload, new ConcurrentSkipListMap<>());
  }

  boolean apply(Change change, Collection<Long> dropped) {
    if (change instanceof Change.Versioning c) {
      versioning = c.status();
    } else if (change instanceof Change.BucketTags c) {
      tags = c.tags() == null ? Map.of() : Map.copyOf(c.tags());
    } else if (change instanceof Change.Put c) {
      put(c.key(), c.version(), dropped);
    } else if (change instanceof Change.Removed c) {
      remove(c.key(), c.id(), dropped);
    } else if (change instanceof Change.Tags c) {
      Map<String, String> to = c.tags() == null ? Map.of() : c.tags();
      written.computeIfPresent(
          c.key(),
          (k, versions) ->
              versions.stream().map(v -> v.id().equals(c.id()) ? v.withTags(to) : v).toList());
    } else if (change instanceof Change.UploadBegun c) {
      parts.put(c.upload().id(), new ConcurrentSkipListMap<>());
      uploads.put(c.upload().id(), c.upload());
    } else if (change instanceof Change.PartPut c) {
      putPart(c, dropped);
    } else if (change instanceof Change.UploadAborted c) {
      end(c.upload(), List.of(), dropped);
    } else {
      return false;
    }
    return true;
  }

  private void put(String key, Version version, Collection<Long> dropped) {
    List<Version> before = written.putIfAbsent(key, List.of(version));
    if (before != null) {
      written.put(key, above(version, before, dropped));
    }
    if (version.inParts()) {
      end(version.upload(), version.segments().stream().map(Segment::body).toList(), dropped);
    }
  }

  private static List<Version> above(
      Version version, List<Version> before, Collection<Long> dropped) {
    List<Version> after = new ArrayList<>(before.size() + 1);
    after.add(version);
    for (Version v : before) {
      if (v.id().equals(version.id())) {
        drop(v, dropped);
      } else {
        after.add(v);
      }
    }
    return List.copyOf(after);
  }

  private void remove(String key, String id, Collection<Long> dropped) {
    List<Version> after = new ArrayList<>();
    for (Version v : written.getOrDefault(key, List.of())) {
      if (v.id().equals(id)) {
        drop(v, dropped);
      } else {
        after.add(v);
      }
    }
    if (after.isEmpty()) {
      written.remove(key);
    } else {
      written.put(key, List.copyOf(after));
    }
  }

  private void putPart(Change.PartPut c, Collection<Long> dropped) {
    ConcurrentNavigableMap<Integer, Upload.Part> of = parts.get(c.upload());
    if (of == null) {
      dropped.add(c.part().body());
      return;
    }
    Upload.Part before = of.put(c.part().number(), c.part());
    if (before != null) {
      dropped.add(before.body());
    }
  }

  private void end(String upload, Collection<Long> used, Collection<Long> dropped) {
    uploads.remove(upload);
    ConcurrentNavigableMap<Integer, Upload.Part> of = parts.remove(upload);
    if (of != null) {
      of.values().stream()
          .map(Upload.Part::body)
          .filter(b -> !used.contains(b))
          .forEach(dropped::add);
    }
  }

  private static void drop(Version version, Collection<Long> dropped) {
    version.segments().forEach(s -> dropped.add(s.body()));
  }
}
