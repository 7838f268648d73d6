package io.bindery.bench.clients;

import io.bindery.bench.measure.LiveHeap;
import io.bindery.bench.s3.S3Process;
import io.bindery.packager.registry.ManifestUpload;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A file of a manifest's length is uploaded part by part. */
final class Writing {
  private static final String BUCKET = "manifests";
  private static final String KEY = ".quilt/packages/manifest";
  private static final double GIB = 1L << 30;
  private static final double MB = 1e6;
  private static final Duration FAR = Duration.ofMillis(20);
  private static final Duration SLOW = Duration.ofMillis(250);

  private final S3Process s3;
  private final Sizes sizes;
  private final Runnable ours;
  private final Runnable theirs;

  Writing(S3Process s3, Clients clients, Sizes sizes, Path data) {
    this.s3 = s3;
    this.sizes = sizes;
    s3.create(BUCKET);
    var file = file(data, sizes.fileBytes());
    var upload = new ManifestUpload(clients.aws().s3());
    this.ours =
        () -> {
          var unused = Clients.result(upload.put(file, S3Uri.of(BUCKET, KEY)));
        };
    this.theirs =
        () -> {
          var unused = Clients.result(clients.alpakka().upload(file, BUCKET, KEY));
        };
  }

  private static Path file(Path data, long bytes) {
    var file = data.resolve("manifest");
    var block = new byte[1 << 20];
    new Random(42).nextBytes(block);
    try (var out = Files.newOutputStream(file)) {
      for (long written = 0; written < bytes; written += block.length) {
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  List<Row> measure() {
    double bytes = sizes.fileBytes();
    var turns = Turns.run(sizes.warmUps(), sizes.rounds(), ours, theirs);
    var rows = new ArrayList<Row>();
    rows.add(turns.rate("write_mb_per_s", "uploaded in parts", bytes / MB, "MB/s"));
    rows.add(turns.cpu("write_cpu_s_per_gib", "uploaded in parts", bytes / GIB, "CPU s/GiB"));
    s3.latency(FAR);
    rows.add(
        Turns.run(0, sizes.rounds(), ours, theirs)
            .rate("write_far_mb_per_s", "the same, S3 20 ms away", bytes / MB, "MB/s"));
    s3.latency(SLOW);
    double before = LiveHeap.peakDuring(() -> {});
    double bindery = LiveHeap.peakDuring(ours) - before;
    double peer = LiveHeap.peakDuring(theirs) - before;
    s3.latency(Duration.ZERO);
    rows.add(
        Row.lessIsBetter(
            "write_slow_heap_mib",
            "live heap of an upload, S3 250 ms away",
            "MiB",
            Math.max(bindery, 0.1),
            Math.max(peer, 0.1)));
    return rows;
  }
}
