package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.world.ChildNode;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Shown;
import io.bindery.exchange.world.Wire;
import io.bindery.exchange.world.WireCall;
import io.bindery.localaws.exchange.ExchangeFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two publications of 25,000 assets each at once, on two nodes that are processes: three revisions
 * each, and never more than ten jobs.
 */
@Tag("chaos")
class LargePublicationTest {
  private static final int ASSETS = Integer.getInteger("bindery.assets", 25_000);
  private static final String FOLDER = "large";
  private static final int PER_REVISION = 10_000;
  private static final int PER_JOB = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @TempDir private Path work;

  @Test
  void twoAtOnceOnTwoNodesStayWithinTheQuota() {
    try (var world = new ExchangeWorld();
        var wire = new Wire(world.localAws())) {
      world.service().behaviour().jobTime(Duration.ofMillis(300));
      var settings = new HashMap<>(ExchangeWorld.fast());
      settings.put("bindery.aws.endpoint", wire.endpoint().toString());
      world.put(FOLDER, ASSETS);
      var first = world.dataSet();
      var second = world.dataSet();
      try (var node = ChildNode.start(work, world.settings(settings));
          var other = ChildNode.startBeside(work, world.settings(settings), node)) {
        var publications =
            List.of(node.publish(manifest(world, first)), other.publish(manifest(world, second)));
        publications.forEach(
            id ->
                assertThat(world.ended(id, PATIENCE))
                    .as("%s %s", node.words(), other.words())
                    .containsEntry("state", "published"));
        assertThat(node.isAlive() && other.isAlive()).isTrue();
      }
      assertPublished(world, wire, first);
      assertPublished(world, wire, second);
      assertThat(world.service().violations()).isEmpty();
      assertThat(world.service().mostImports()).isEqualTo(10);
    }
  }

  private static String manifest(ExchangeWorld world, String dataSet) {
    return world.manifest(dataSet, Optional.empty(), List.of(FOLDER + "/"));
  }

  private static void assertPublished(ExchangeWorld world, Wire wire, String dataSet) {
    var revisions = world.revisions(dataSet);
    assertThat(revisions)
        .hasSize((ASSETS + PER_REVISION - 1) / PER_REVISION)
        .allMatch(Shown::finalized);
    var names = new ArrayList<String>();
    revisions.forEach(revision -> names.addAll(revision.assets()));
    assertThat(names).hasSize(ASSETS).doesNotHaveDuplicates();
    var calls = wire.calls(dataSet).stream().map(WireCall::operation).toList();
    assertThat(calls.indexOf(ExchangeFaults.FINALIZE)).isGreaterThan(calls.lastIndexOf("StartJob"));
    assertThat(wire.count(dataSet, "CreateJob")).isEqualTo((ASSETS + PER_JOB - 1) / PER_JOB);
    System.out.printf(
        "%,d assets in %d revisions: %d calls of jobs, %d polls%n",
        ASSETS,
        revisions.size(),
        wire.count(dataSet, "CreateJob") + wire.count(dataSet, "StartJob"),
        wire.count(dataSet, "ListJobs") + wire.count(dataSet, "GetJob"));
  }
}
