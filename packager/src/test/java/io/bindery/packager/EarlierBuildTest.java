package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bindery.packager.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * A database of the last build whose table of jobs followed the journal by a projection. It was
 * killed while the projection stood still: five jobs had gone on or ended, three had come, one
 * package was mended and one dismissed, and the table knew nothing of it.
 */
class EarlierBuildTest {
  private static final String SCHEMA = "043";
  private static final String OFFSETS = "akka_projection_timestamp_offset_store";

  /** Ended, without those that go on now. */
  private static final String ENDED =
      """
      SELECT package_name, state, requests, attempt FROM package_job WHERE finished_at IS NOT NULL
        AND finished_at < timestamptz '2026-11-29 15:44:02Z' ORDER BY accepted_at
      """;

  @Test
  void whatTheProjectionHadNotSeenIsInTheTableAndOpenJobsGoOn() throws IOException {
    try (var world = World.ofEarlierBuild(SCHEMA, dump())) {
      goesOn(world);
    }
  }

  @Test
  void soItIsWhenPositionsWereDroppedAndTheirClockWasAhead() throws IOException {
    try (var world = World.ofEarlierBuild(SCHEMA, dump())) {
      world.update(
          "DELETE FROM %s WHERE ctid IN (SELECT ctid FROM %1$s WHERE seq_nr > 1)"
              .formatted(OFFSETS));
      world.update(
          "UPDATE %s SET timestamp_offset = timestamp_offset + interval '1 day'"
              .formatted(OFFSETS));
      goesOn(world);
    }
  }

  private static void goesOn(World world) {
    var lab = "upgrade-lab";
    if (world.s3().listBuckets().join().buckets().stream().noneMatch(it -> it.name().equals(lab))) {
      world.s3().createBucket(request -> request.bucket(lab)).join();
    }
    for (var folder : List.of("stay/run", "open/run", "twice/run")) {
      world
          .s3()
          .putObject(
              request -> request.bucket(lab).key(folder + "/a"), AsyncRequestBody.fromString("a"))
          .join();
    }
    var node =
        world.start(
            Map.of(
                "bindery.packager.sources",
                List.of(lab),
                "bindery.packager.registries",
                List.of(lab)));
    assertThat(world.query("SELECT to_regclass('%s')::text AS there".formatted(OFFSETS)))
        .extracting(row -> row.get("there"))
        .containsOnlyNulls();
    assertThat(world.query(ENDED))
        .extracting(
            row -> row.get("package_name"),
            row -> row.get("state"),
            row -> row.get("requests"),
            row -> row.get("attempt"))
        .containsExactly(
            tuple("good/run", "done", 1, 1),
            tuple("good/run", "unchanged", 1, 1),
            tuple("held/run", "quarantined", 1, 1),
            tuple("mend/run", "quarantined", 1, 1),
            tuple("left/run", "quarantined", 1, 1),
            tuple("half/run", "done", 1, 2),
            tuple("twice/run", "done", 1, 2),
            tuple("twice/run", "unchanged", 3, 1),
            tuple("gone/run", "cancelled", 1, 1),
            tuple("new/run", "done", 1, 1),
            tuple("good/run", "done", 1, 1),
            tuple("mend/run", "done", 1, 1),
            tuple("none/run", "failed", 1, 1));
    assertThat(
            world.query(
                "SELECT dismissed_by, resolved_by IS NOT NULL AS mended FROM package_job"
                    + " WHERE state = 'quarantined' ORDER BY accepted_at"))
        .extracting(row -> row.get("dismissed_by"), row -> row.get("mended"))
        .containsExactly(tuple(null, false), tuple(null, true), tuple("ada", false));
    // It is told of once; the failures of before are not told again.
    assertThat(world.nextNotice().toString()).contains("none/run");
    for (var folder : List.of("stay/run", "open/run")) {
      world.awaitJob(folder, "done", "unchanged");
    }
    assertThat(world.query("SELECT 1 FROM package_job WHERE due_at IS NOT NULL")).isEmpty();
    world.stop(node);

    // Nothing is caught up with a second time.
    var before = rows(world);
    node = world.start();
    assertThat(rows(world)).isEqualTo(before);
    world.stop(node);
  }

  private static List<String> rows(World world) {
    var rows = new ArrayList<String>();
    world
        .query("SELECT to_json(j)::text AS row FROM package_job j ORDER BY job_id")
        .forEach(row -> rows.add((String) row.get("row")));
    return rows;
  }

  private static String dump() throws IOException {
    try (var in = EarlierBuildTest.class.getResourceAsStream("jobs-with-a-projection.sql")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
