package io.bindery.bench.packager;

import io.bindery.bench.measure.Median;
import io.bindery.bench.s3.ObjectSet;
import java.time.Duration;
import java.util.ArrayList;

/**
 * A package that is made again.
 *
 * @param cold the first time, when nothing is known of its objects and the process is new
 * @param listing of its objects and nothing else, in seconds
 * @param unchanged the package when no object has changed, in seconds
 * @param farListing the listing when S3 answers after 20 ms, in seconds
 * @param farUnchanged the unchanged package when S3 answers after 20 ms, in seconds
 * @param changed the package when one object in a hundred has
 * @param stored a package of as many objects for which S3 keeps a SHA-256
 */
record Again(
    Work cold,
    double listing,
    double unchanged,
    double farListing,
    double farUnchanged,
    Work changed,
    Work stored) {
  private static final int ONE_IN = 100;
  private static final int WARM_UPS = 5;

  /** As S3 may be in the same region. */
  private static final Duration FAR = Duration.ofMillis(20);

  /** To be run first: the node of the cold package has just begun. */
  static Again measure(PackagerWorld world, Node node, Sizes sizes) {
    var bucket = world.bucket(ObjectSet.of(sizes.cached(), Sizes.SMALL_BYTES, 3));
    var kept = world.bucket(new ObjectSet(sizes.cached(), Sizes.SMALL_BYTES, 4, true));
    var cold = node.pack(bucket);
    var listing = new ArrayList<Double>();
    var unchanged = new ArrayList<Double>();
    for (int round = -WARM_UPS; round < sizes.rounds(); round++) {
      double alone = node.list(bucket).seconds();
      double again = node.pack(bucket).seconds();
      if (round >= 0) {
        listing.add(alone);
        unchanged.add(again);
      }
    }
    world.s3().latency(FAR);
    double farListing = node.list(bucket).seconds();
    double farUnchanged = node.pack(bucket).seconds();
    world.s3().latency(Duration.ZERO);
    world.s3().change(bucket, ONE_IN);
    var changed = node.pack(bucket);
    var stored = node.pack(kept);
    return new Again(
        cold, Median.of(listing), Median.of(unchanged), farListing, farUnchanged, changed, stored);
  }
}
