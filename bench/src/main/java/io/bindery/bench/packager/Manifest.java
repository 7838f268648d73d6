package io.bindery.bench.packager;

import io.bindery.bench.child.ChildJvm;
import java.util.List;

/**
 * A manifest of very many entries, sorted, written and hashed without S3.
 *
 * @param seconds in a JVM that has just begun
 * @param peakMebibytes of heap in use at most, garbage as well
 */
record Manifest(double seconds, double peakMebibytes) {
  private static final String HEAP = "-Xmx512m";
  private static final double MEBIBYTE = 1024 * 1024;

  static Manifest measure(PackagerWorld world, Sizes sizes) {
    try (var child =
        ChildJvm.start(
            ManifestMain.class,
            world.data().resolve("manifest.err"),
            List.of(HEAP),
            world.data().resolve("spool").toString(),
            Integer.toString(sizes.entries()))) {
      var words = child.answer().split(" ", -1);
      return new Manifest(Double.parseDouble(words[0]), Double.parseDouble(words[1]) / MEBIBYTE);
    }
  }
}
