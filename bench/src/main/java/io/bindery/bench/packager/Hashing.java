package io.bindery.bench.packager;

import io.bindery.bench.measure.Median;
import io.bindery.bench.measure.Part;
import io.bindery.bench.s3.ObjectSet;
import java.util.ArrayList;

/**
 * What it costs to hash large objects that come from S3.
 *
 * @param cpuPerGb CPU seconds of Bindery's process for 10^9 bytes
 * @param gbPerSecond how fast
 * @param s3CpuPerGb CPU seconds of the S3 beside it
 * @param openSslPerGb CPU seconds that OpenSSL takes for the hash alone, of the same run
 */
record Hashing(double cpuPerGb, double gbPerSecond, double s3CpuPerGb, Part<Double> openSslPerGb) {
  private static final double GB = 1e9;
  private static final int WARM_UPS = 3;

  static Hashing measure(PackagerWorld world, Sizes sizes) {
    var names = new String[sizes.rounds() + WARM_UPS];
    for (int round = 0; round < names.length; round++) {
      names[round] = world.bucket(ObjectSet.of(sizes.large(), sizes.largeBytes(), 100 + round));
    }
    double gb = sizes.large() * sizes.largeBytes() / GB;
    var cpu = new ArrayList<Double>();
    var rate = new ArrayList<Double>();
    var s3 = new ArrayList<Double>();
    var openSsl = new ArrayList<Part<Double>>();
    try (var node = world.node(world.database("large"), names)) {
      // The first rounds are for the JVM to compile.
      for (int round = 0; round < WARM_UPS; round++) {
        var unused = node.pack(names[round]);
      }
      for (int round = WARM_UPS; round < names.length; round++) {
        openSsl.add(Part.measure(OpenSsl::cpuSecondsPerGb));
        var before = world.s3().usage();
        var work = node.pack(names[round]);
        cpu.add(work.cpuSeconds() / gb);
        rate.add(gb / work.seconds());
        s3.add(world.s3().usage().since(before).cpuSeconds() / gb);
      }
    }
    var missing = openSsl.stream().filter(part -> part.seen().isEmpty()).findFirst();
    return new Hashing(
        Median.of(cpu),
        Median.of(rate),
        Median.of(s3),
        missing.orElseGet(
            () ->
                Part.of(
                    Median.of(openSsl.stream().map(part -> part.seen().orElseThrow()).toList()))));
  }
}
