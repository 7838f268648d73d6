package io.bindery.bench.way;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Until;
import io.bindery.bench.s3.S3Process;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Looks at what becomes of folders. */
final class Revisions {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final S3Process s3;
  private final String registry;
  private final BenchDatabase database;

  Revisions(S3Process s3, String registry, BenchDatabase database) {
    this.s3 = s3;
    this.registry = registry;
    this.database = database;
  }

  /**
   * Waits for the end of the job that packages a folder, and checks the revision.
   *
   * @return when the registry got the pointer to it, by S3's clock
   */
  Instant await(Run run) {
    var job = " FROM package_job WHERE package_name = '%s'".formatted(run.packageName());
    Until.holds(
        PATIENCE,
        () ->
            "package %s: its jobs are %s"
                .formatted(
                    run.packageName(),
                    database.texts("SELECT state || coalesce(': ' || error, '')" + job)),
        () -> database.count("SELECT count(*)" + job + " AND state = 'done'") > 0);
    var pointer = ".quilt/named_packages/" + run.packageName() + "/latest";
    var written =
        s3.writtenAt(registry, pointer)
            .orElseThrow(() -> new BenchException("There is no " + pointer));
    check(run, s3.text(registry, ".quilt/packages/" + s3.text(registry, pointer)));
    return written;
  }

  private static void check(Run run, String manifest) {
    var packaged = new ArrayList<String>();
    // The first line is that of the package itself.
    manifest.lines().skip(1).forEach(line -> packaged.add(logicalKey(line)));
    if (packaged.size() != run.files().size() || !new HashSet<>(packaged).equals(run.files())) {
      throw new BenchException(
          "Package %s has %,d files, its folder %,d; missing: %s"
              .formatted(
                  run.packageName(), packaged.size(), run.files().size(), missing(run, packaged)));
    }
  }

  private static List<String> missing(Run run, List<String> packaged) {
    var all = new HashSet<>(run.files());
    packaged.forEach(all::remove);
    return all.stream().sorted().limit(5).toList();
  }

  private static String logicalKey(String line) {
    try {
      return JSON.readTree(line).path("logical_key").asText();
    } catch (JsonProcessingException e) {
      throw new BenchException("A manifest cannot be read", e);
    }
  }
}
