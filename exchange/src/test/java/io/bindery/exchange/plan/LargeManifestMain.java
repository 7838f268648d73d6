package io.bindery.exchange.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Plans a manifest of many long keys, and reads the plan again. */
final class LargeManifestMain {
  private LargeManifestMain() {}

  /** Says of every object that it is there. */
  private static final class AllThere implements S3AsyncClient {
    @Override
    public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
      return CompletableFuture.completedFuture(
          HeadObjectResponse.builder()
              .contentLength((long) request.key().length())
              .eTag("\"d41d8cd98f00b204e9800998ecf8427e\"")
              .build());
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  /** The text, made as it is read; keys are in no order. */
  private static final class Text extends InputStream {
    private final int assets;
    private int next = -1;
    private byte[] part = {};
    private int at;

    Text(int assets) {
      this.assets = assets;
    }

    @Override
    public int read() {
      if (at == part.length && !more()) {
        return -1;
      }
      return part[at++];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (at == part.length && !more()) {
        return -1;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, bytes, offset, count);
      at += count;
      return count;
    }

    private boolean more() {
      if (next > assets) {
        return false;
      }
      var text =
          next < 0
              ? "{\"asset_list\": [\n"
              : next == assets
                  ? "], \"dataset_id\": \"%s\"}".formatted("a1".repeat(16))
                  : "%s{\"Bucket\": \"lab\", \"Key\": \"%s\"}\n"
                      .formatted(next == 0 ? "" : ",", key(next, assets));
      part = text.getBytes(UTF_8);
      at = 0;
      next++;
      return true;
    }
  }

  static String key(int number, int assets) {
    long mixed = number * 7_368_787L % assets;
    return "instrument/%s%09d.fastq.gz".formatted("run-folder-of-a-long-name/".repeat(34), mixed);
  }

  public static void main(String[] arguments) throws Exception {
    int assets = Integer.parseInt(arguments[1]);
    var settings =
        PlanSettings.from(
            Settings.at(
                ConfigFactory.parseString("bindery.exchange.sources = [lab]")
                    .withFallback(ConfigFactory.parseResources("application.conf").resolve()),
                "bindery.exchange"));
    long began = System.nanoTime();
    var planner = new Planner(new AllThere(), settings, Spool.open(Path.of(arguments[0])));
    try (var plan = planner.plan(() -> new Text(assets))) {
      print(plan, began);
    }
  }

  private static void print(PlanFile plan, long began) throws IOException {
    var summary = plan.summary();
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    var before = "";
    long read = 0;
    for (long i = 0; i < summary.revisions(); i++) {
      var revision = plan.revision(i);
      for (int job = 0; job < revision.jobs(); job++) {
        for (var asset : plan.assets(revision, job)) {
          if (before.compareTo(asset.object().key()) >= 0) {
            throw new IllegalStateException("out of order: " + asset);
          }
          before = asset.object().key();
          read++;
        }
      }
    }
    long cpu =
        Duration.ofNanos(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime())
            .toSeconds();
    System.out.printf(
        "%d assets in %d revisions and %d jobs, planned in %d s, processor %d s, heap of %d MiB%n",
        read,
        summary.revisions(),
        summary.jobs(),
        seconds,
        cpu,
        Runtime.getRuntime().maxMemory() >> 20);
  }
}
