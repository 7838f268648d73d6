package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Part;
import io.bindery.bench.s3.ObjectSet;
import io.bindery.bench.s3.S3Usage;

/**
 * A package of small objects that nothing is known of.
 *
 * @param bindery what Bindery took
 * @param s3 what S3 did for it
 * @param peer what the Python packager took for the same
 */
record SmallObjects(Work bindery, S3Usage s3, Part<Work> peer) {
  static SmallObjects measure(PackagerWorld world, SettledNode settled, Sizes sizes) {
    var bucket = world.bucket(ObjectSet.of(sizes.small(), Sizes.SMALL_BYTES, 2));
    var peer = Part.measure(() -> PythonPeer.run(world, bucket));
    var node = settled.settled();
    var before = world.s3().usage();
    var work = node.pack(bucket);
    var usage = world.s3().usage().since(before);
    peer.seen()
        .filter(other -> !other.topHash().equals(work.topHash()))
        .ifPresent(
            other -> {
              throw new BenchException("The peer made another package of the same objects");
            });
    return new SmallObjects(work, usage, peer);
  }
}
