package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.s3.ObjectSet;
import io.bindery.bench.s3.S3Process;
import java.util.Arrays;
import java.util.HashSet;
import java.util.concurrent.locks.LockSupport;

/**
 * A package whose process is killed half-way, and that another process makes to its end.
 *
 * @param finished objects whose hashes were known at the kill
 * @param bytesReread of those, after the kill
 * @param bytesTwice of all objects that were read more than once
 */
record Resume(int finished, long bytesReread, long bytesTwice) {
  private static final long LOOK_NANOS = 2_000_000;

  /** What the dead process had asked for is on its way for a moment. */
  private static final long SETTLE_NANOS = 500_000_000;

  static Resume measure(PackagerWorld world, Sizes sizes) {
    var set = ObjectSet.of(sizes.resumed(), Sizes.RESUMED_BYTES, 20);
    var bucket = world.bucket(set);
    var database = world.database("resume");
    String job;
    try (var node = world.node(database)) {
      job = node.submit(bucket);
      while (sum(world.s3(), bucket) < set.bytes() / 2) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      node.kill();
    }
    LockSupport.parkNanos(SETTLE_NANOS);
    var finished = finished(database, bucket);
    var before = world.s3().sent(bucket);
    try (var node = world.node(database)) {
      node.await(job);
    }
    var after = world.s3().sent(bucket);
    long reread = 0;
    for (int number = 0; number < set.objects(); number++) {
      if (finished.contains(set.key(number))) {
        reread += after[number] - before[number];
      }
    }
    long all = Arrays.stream(after).sum();
    if (all < set.bytes()) {
      throw new BenchException("Not all objects were read: %d bytes".formatted(all));
    }
    return new Resume(finished.size(), reread, all - set.bytes());
  }

  private static long sum(S3Process s3, String bucket) {
    return Arrays.stream(s3.sent(bucket)).sum();
  }

  private static HashSet<String> finished(BenchDatabase database, String bucket) {
    return new HashSet<>(
        database.texts("SELECT key FROM object_checksum WHERE bucket = '" + bucket + "'"));
  }
}
