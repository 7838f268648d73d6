package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Change;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.Facts;
import io.bindery.localaws.s3.store.NewBody;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Segment;
import io.bindery.localaws.s3.store.Upload;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.Conditions;
import io.bindery.localaws.s3.wire.Payload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Puts new versions on top: the one place where conditions are decided, versions named, and events
 * sent, in the order of the versions.
 */
final class ObjectWriter {
  private static final int LONGEST_KEY = 1024;

  private final ObjectStore store;
  private final KeyLocks locks = new KeyLocks();
  private final ChangeTeller teller;

  ObjectWriter(ObjectStore store, ChangeTeller teller) {
    this.store = store;
    this.teller = teller;
  }

  /** A content that is on the disk, and not yet an object's. */
  record Content(List<Segment> segments, long size, String etag, Checksum checksum, String upload) {
    Version version(String id, Facts facts) {
      return new Version(
          id, System.currentTimeMillis(), false, size, etag, checksum, segments, upload, facts);
    }
  }

  /** A stored content in one piece. */
  record Stored(long body, Payload.Outcome outcome) {}

  /** Reads a payload onto the disk; nothing is left of one that is not what it says. */
  Stored store(Payload payload, Algorithm algorithm) {
    try (NewBody body = store.write()) {
      Payload.Outcome outcome = payload.pump(body::write, List.of(algorithm));
      return new Stored(body.keep(), outcome);
    }
  }

  /** Reads a payload that becomes a whole object. */
  Content content(Payload payload, Algorithm algorithm) {
    Stored stored = store(payload, algorithm);
    Payload.Outcome outcome = stored.outcome();
    return new Content(
        stored.body() == 0 ? List.of() : List.of(new Segment(0, stored.body(), outcome.size(), "")),
        outcome.size(),
        outcome.md5(),
        new Checksum(algorithm.name(), outcome.checksums().get(algorithm), false),
        "");
  }

  /** What may refuse a write is looked at before its content is read, too. */
  void requireWritable(S3Request request, Conditions conditions) {
    requireKey(request.key());
    Bucket bucket = requireBucket(request.bucket());
    conditions.requireWrite(currentEtag(bucket, request.key()));
  }

  static void requireKey(String key) {
    if (key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw new AwsError(400, "KeyTooLongError", "Your key is too long");
    }
  }

  Bucket requireBucket(String name) {
    return Buckets.require(store, name);
  }

  static Optional<Version> current(Bucket bucket, String key) {
    return bucket.newest(key).filter(v -> !v.marker());
  }

  private static Optional<String> currentEtag(Bucket bucket, String key) {
    return current(bucket, key).map(Version::etag);
  }

  /**
   * Makes the content the newest version of {@code key}. Whoever wants to know is told before this
   * returns. A content that cannot be put is discarded, unless it is that of an upload in parts,
   * which may be completed again.
   */
  Version put(
      S3Request request,
      String key,
      Content content,
      Facts facts,
      Conditions conditions,
      String reason) {
    return put(request, key, content, facts, conditions, reason, bucket -> {});
  }

  /** Puts what was uploaded in parts, if the parts are still those that were named. */
  Version complete(
      S3Request request,
      Content content,
      Upload upload,
      List<Upload.Part> parts,
      Conditions conditions) {
    return put(
        request,
        request.key(),
        content,
        upload.facts(),
        conditions,
        "CompleteMultipartUpload",
        bucket -> {
          Uploads.require(bucket, request.key(), upload.id());
          if (!bucket.parts(upload.id()).values().containsAll(parts)) {
            throw new AwsError(
                409,
                "OperationAborted",
                "A part was uploaded anew while its upload was completed.");
          }
        });
  }

  private Version put(
      S3Request request,
      String key,
      Content content,
      Facts facts,
      Conditions conditions,
      String reason,
      Consumer<Bucket> also) {
    AtomicBoolean put = new AtomicBoolean();
    try {
      return exclusively(
          request.bucket(),
          List.of(key),
          bucket -> {
            conditions.requireWrite(currentEtag(bucket, key));
            also.accept(bucket);
            Version version = content.version(newId(bucket), facts);
            store.commit(new Change.Put(bucket.name(), key, version));
            put.set(true);
            return version;
          },
          (bucket, version) -> teller.created(request.exchange(), bucket, key, version, reason));
    } finally {
      if (!put.get() && content.upload().isEmpty()) {
        content.segments().forEach(s -> store.discard(s.body()));
      }
    }
  }

  static String newId(Bucket bucket) {
    return bucket.keepsVersions() ? Ids.version() : Version.NULL;
  }

  /** Work on the objects of a bucket. */
  interface Work<T> {
    T on(Bucket bucket);
  }

  /** What follows work that succeeded, before the next writer's turn. */
  interface Then<T> {
    void tell(Bucket bucket, T done);
  }

  <T> T exclusively(String name, List<String> keys, Work<T> work, Then<T> then) {
    Bucket bucket = requireBucket(name);
    return locked(
        bucket.lock().readLock(),
        () -> {
          // It may have been deleted, and made anew, while this waited.
          if (requireBucket(name) != bucket) {
            throw new AwsError(409, "OperationAborted", "The bucket was deleted and made anew.");
          }
          return locks.exclusively(
              name,
              keys,
              () -> {
                T done = work.on(bucket);
                then.tell(bucket, done);
                return done;
              });
        });
  }

  static <T> T locked(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
