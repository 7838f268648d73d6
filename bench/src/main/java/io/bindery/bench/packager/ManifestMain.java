package io.bindery.bench.packager;

import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.PeakHeap;
import io.bindery.bench.s3.ObjectSet;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestSorter;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SplittableRandom;

/** The process that makes one manifest of entries that come in no order, and nothing else. */
public final class ManifestMain {
  /** A number that has no factor in common with a count of entries scatters them. */
  private static final long SCATTER = 2_147_483_629L;

  private static final int DIGEST_BYTES = 32;
  private static final long SEED = 42;

  private ManifestMain() {}

  /**
   * Makes it and says how many seconds it took, how many bytes of heap were in use at most, and the
   * manifest's top hash.
   *
   * @param arguments directory of the spool, number of entries
   */
  public static void main(String[] arguments) {
    Parent.serve(() -> begin(arguments));
  }

  private static Parent.Commands begin(String[] arguments) throws Exception {
    long start = System.nanoTime();
    var made =
        PeakHeap.during(
            () -> make(Spool.open(Path.of(arguments[0])), Integer.parseInt(arguments[1])));
    double seconds = (System.nanoTime() - start) / 1e9;
    Parent.answer(seconds + " " + made.bytes() + " " + made.result());
    return line -> "no commands";
  }

  private static String make(Spool spool, int entries) throws IOException {
    var set = ObjectSet.of(entries, 4_096, SEED);
    var random = new SplittableRandom(SEED);
    var digest = new byte[DIGEST_BYTES];
    var version = new byte[DIGEST_BYTES / 2];
    try (var sorter = new ManifestSorter(spool);
        var file = spool.newFile()) {
      for (int i = 0; i < entries; i++) {
        int number = (int) (i * SCATTER % entries);
        var key = set.key(number);
        random.nextBytes(digest);
        random.nextBytes(version);
        sorter.add(
            new ManifestEntry(
                new LogicalKey(key.substring(ObjectSet.PREFIX.length())),
                S3Uri.of("source", key, java.util.HexFormat.of().formatHex(version)),
                set.size(),
                new ObjectHash(
                    ChecksumType.SHA256_CHUNKED, Base64.getEncoder().encodeToString(digest))));
      }
      try (var out = file.output()) {
        var writer = new ManifestWriter(out, ManifestHeader.builder().message("big").build());
        for (var next = sorter.next(); next.isPresent(); next = sorter.next()) {
          writer.entry(next.get());
        }
        return writer.finish().topHash().value();
      }
    }
  }
}
