package io.bindery.bench.exchange;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * A manifest of very many objects, from its text to the plan in the database, in a heap of 256 MiB.
 *
 * @param seconds in a JVM that has just begun; S3 is within it and takes no time
 * @param peakMebibytes of heap in use at most, garbage as well
 */
record LargeManifest(double seconds, double peakMebibytes) {
  private static final String HEAP = "-Xmx256m";
  private static final double MEBIBYTE = 1024 * 1024;

  static LargeManifest measure(Path data, BenchDatabase database, int lines) {
    var settings = new HashMap<>(database.settings());
    settings.put("bindery.cluster.host", "127.0.0.1");
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.exchange.sources", List.of(Account.BUCKET));
    var file = data.resolve("manifest.conf");
    try {
      Files.writeString(
          file,
          ConfigFactory.parseMap(settings, "the benchmark")
              .root()
              .render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var child =
        ChildJvm.start(
            LargeManifestMain.class,
            data.resolve("manifest.err"),
            List.of(HEAP, "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError"),
            file.toString(),
            data.resolve("manifest.log").toString(),
            data.resolve("spool").toString(),
            Integer.toString(lines))) {
      var words = child.answer().split(" ", -1);
      var floor = new Floor(lines);
      var plan = List.of(words).subList(2, words.length);
      var expected = List.of("" + lines, "" + floor.revisions(), "" + floor.jobs());
      if (!plan.equals(expected)) {
        throw new BenchException("The plan has %s, not %s".formatted(plan, expected));
      }
      return new LargeManifest(
          Double.parseDouble(words[0]), Double.parseDouble(words[1]) / MEBIBYTE);
    }
  }
}
