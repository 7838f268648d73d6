package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.world.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is old goes, what is needed stays, and a package takes up what is left of its journal. */
class PackagerRetentionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void whatIsOldGoesAndWhatIsNeededStays() {
    try (var world = new World()) {
      var node = world.start();
      world.put("old/run/a", "alpha");
      world.put("busy/run/a", "alpha");
      send(world, "old/run");
      world.awaitJob("old/run", "done");
      send(world, "busy/run");
      world.awaitJob("busy/run", "done");
      // An unfinished job: its events are in no snapshot.
      world.faults().failObjectReads(1_000_000);
      world.put("busy/run/b", "beta");
      send(world, "busy/run");
      world.awaitJob("busy/run", "assembling", "retrying");
      world.stop(node);
      age(world, "40 days");
      var unfinished = events(world, "busy/run") - events(world, "old/run");

      node =
          world.start(
              Map.of(
                  "bindery.packager.retention.interval",
                  "1 s",
                  "bindery.packager.retention.jobs-after",
                  "35 days"));
      await().atMost(PATIENCE).until(() -> events(world, "old/run") == 0);
      await().atMost(PATIENCE).until(() -> world.job("old/run").isEmpty());
      assertThat(events(world, "busy/run")).isGreaterThanOrEqualTo(unfinished);
      world.stop(node);

      world.faults().clear();
      world.start();
      world.awaitJob("busy/run", "done");
      assertThat(world.pointers("busy/run")).hasSize(2);
      // The one of which only a snapshot is left.
      send(world, "old/run");
      world.awaitJob("old/run", "unchanged");
      assertThat(world.verify("busy/run").isGood()).isTrue();
    }
  }

  @Test
  void whatNobodyAsksForIsForgottenAndMadeAgain() {
    try (var world = new World()) {
      var node = world.start();
      world.put("idle/run/a", "alpha");
      world.put("idle/run/b", "beta");
      send(world, "idle/run");
      world.awaitJob("idle/run", "done");
      world.put("idle/run/b", "newer");
      send(world, "idle/run");
      await().atMost(PATIENCE).until(() -> world.pointers("idle/run").size() == 2);
      world.awaitJob("idle/run", "done");
      for (int i = 0; i < 3; i++) {
        world.send("no description " + i);
        world.nextDeadLetter();
      }
      assertThat(checksums(world)).isEqualTo(3);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  world
                          .query("SELECT 1 FROM object_checksum WHERE superseded_at IS NOT NULL")
                          .size()
                      == 1);
      world.stop(node);
      age(world, "40 days");
      world.update(
          "UPDATE snapshot SET write_timestamp = write_timestamp - 190 * 86400000::bigint");
      world.update(
          "UPDATE object_checksum SET used_at = used_at - interval '40 days',"
              + " superseded_at = superseded_at - interval '40 days'");

      // The version that was replaced goes first; the job stays in the list.
      node = world.start(retention("refused-kept", "2"));
      await().atMost(PATIENCE).until(() -> checksums(world) == 2);
      await().atMost(PATIENCE).until(() -> world.query("SELECT 1 FROM snapshot").isEmpty());
      await()
          .atMost(PATIENCE)
          .until(
              () -> world.query("SELECT 1 FROM package_job WHERE state = 'refused'").size() == 2);
      assertThat(world.job("idle/run")).isPresent();

      // What is used counts as young again, and the package goes on as one that is new.
      send(world, "idle/run");
      world.awaitJob("idle/run", "unchanged");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  world
                      .query(
                          "SELECT 1 FROM object_checksum WHERE used_at < now() - interval '1 day'")
                      .isEmpty());
      world.stop(node);

      world.update("UPDATE object_checksum SET used_at = used_at - interval '401 days'");
      world.start(retention("refused-kept", "2"));
      await().atMost(PATIENCE).until(() -> checksums(world) == 0);
    }
  }

  private static Map<String, ?> retention(String setting, String value) {
    return Map.of(
        "bindery.packager.retention.interval",
        "1 s",
        "bindery.packager.retention." + setting,
        value);
  }

  private static int checksums(World world) {
    return world.query("SELECT 1 FROM object_checksum").size();
  }

  private static void send(World world, String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  /** As if so much time had passed. */
  private static void age(World world, String time) {
    var past = " - interval '%s'".formatted(time);
    world.update("UPDATE event_journal SET db_timestamp = db_timestamp" + past);
    world.update(
        "UPDATE package_job SET accepted_at = accepted_at%1$s, finished_at = finished_at%1$s"
            .formatted(past));
    world.update("UPDATE snapshot SET write_timestamp = write_timestamp - 3600000");
  }

  private static long events(World world, String name) {
    return world
        .query(
            """
            SELECT 1 FROM event_journal WHERE persistence_id IN (
              SELECT 'Package|' || entity_id FROM package_job WHERE package_name = '%1$s'
              UNION SELECT persistence_id FROM event_journal
                WHERE position('%1$s' in encode(event_payload, 'escape')) > 0)
            """
                .formatted(name))
        .size();
  }
}
