package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.s3.ObjectSet;

/**
 * The memory that packages take.
 *
 * @param few the most heap that was live while a package of few objects was made, in MiB
 * @param many the same of one of very many
 */
record Memory(double few, double many) {
  private static final int WARM_UP = 1_000;

  /** What was hashed before, so that very many objects need not be read. */
  private static final String KNOWN =
      "INSERT INTO object_checksum"
          + " (bucket, key, version, algorithm, etag, size, value, computed_at)"
          + " SELECT '%s', "
          + ObjectSet.SQL_KEY
          + ", %s, 'sha2-256-chunked', %s, %d, encode(sha256(i::text::bytea), 'base64'), now()"
          + " FROM generate_series(0, %d) AS i";

  static Memory measure(PackagerWorld world, Sizes sizes) {
    var warmUp = ObjectSet.of(WARM_UP, Sizes.SMALL_BYTES, 10);
    var few = ObjectSet.of(sizes.few(), Sizes.SMALL_BYTES, 11);
    var many = ObjectSet.of(sizes.many(), Sizes.SMALL_BYTES, 12);
    var first = world.bucket(warmUp);
    var small = world.bucket(few);
    var large = world.bucket(many);
    var database = world.database("memory");
    try (var node = world.node(database)) {
      var unused = node.pack(first);
      know(database, small, few);
      know(database, large, many);
      return new Memory(node.liveHeap(small), node.liveHeap(large));
    }
  }

  private static void know(BenchDatabase database, String bucket, ObjectSet set) {
    database.execute(
        KNOWN.formatted(
            bucket,
            ObjectSet.SQL_VERSION.formatted(set.seed()),
            ObjectSet.SQL_ETAG.formatted(set.seed()),
            set.size(),
            set.objects() - 1),
        "ANALYZE object_checksum");
  }
}
