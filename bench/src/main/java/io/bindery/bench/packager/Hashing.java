package io.bindery.bench.packager;

import io.bindery.bench.measure.Median;
import io.bindery.bench.measure.Part;
import io.bindery.bench.s3.ObjectSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs to hash large objects that come from S3.
 *
 * @param cpuPerGb CPU seconds of Bindery's process for 10^9 bytes
 * @param gbPerSecond how fast
 * @param s3CpuPerGb CPU seconds of the S3 beside it
 * @param openSslPerGb CPU seconds that OpenSSL takes for the hash alone, of the same run
 * @param unchanged the package when no object has changed, in seconds
 * @param stored a package of as many objects for which S3 keeps composed SHA-256s, in seconds
 */
record Hashing(
    double cpuPerGb,
    double gbPerSecond,
    double s3CpuPerGb,
    Part<Double> openSslPerGb,
    double unchanged,
    double stored) {
  private static final double GB = 1e9;

  /** The code around each buffer must settle as well. */
  private static final long WARM_UP_BYTES = 10L << 30;

  private static final int FIRST_SEED = 100;

  static Hashing measure(PackagerWorld world, SettledNode settled, Sizes sizes) {
    var node = settled.settled();
    double gb = sizes.large() * sizes.largeBytes() / GB;
    var cpu = new ArrayList<Double>();
    var rate = new ArrayList<Double>();
    var s3 = new ArrayList<Double>();
    var openSsl = new ArrayList<Part<Double>>();
    var bucket = "";
    int warmUps =
        (int) Math.min(sizes.warmUps(), WARM_UP_BYTES / (sizes.large() * sizes.largeBytes()));
    for (int round = -warmUps; round < sizes.rounds(); round++) {
      bucket = world.bucket(ObjectSet.of(sizes.large(), sizes.largeBytes(), FIRST_SEED + round));
      if (round < 0) {
        var unused = node.pack(bucket);
        continue;
      }
      openSsl.add(Part.measure(OpenSsl::cpuSecondsPerGb));
      var before = world.s3().usage();
      var work = node.pack(bucket);
      cpu.add(work.cpuSeconds() / gb);
      rate.add(gb / work.seconds());
      s3.add(world.s3().usage().since(before).cpuSeconds() / gb);
    }
    double unchanged = node.pack(bucket).seconds();
    var kept = world.bucket(new ObjectSet(sizes.large(), sizes.largeBytes(), 200, true));
    double stored = node.pack(kept).seconds();
    return new Hashing(
        Median.of(cpu), Median.of(rate), Median.of(s3), median(openSsl), unchanged, stored);
  }

  /** Missing if one is. */
  private static Part<Double> median(List<Part<Double>> parts) {
    return parts.stream()
        .filter(part -> part.seen().isEmpty())
        .findFirst()
        .orElseGet(
            () ->
                Part.of(Median.of(parts.stream().map(part -> part.seen().orElseThrow()).toList())));
  }
}
