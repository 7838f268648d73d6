package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that dies or is stopped in the middle of a job. */
class PackagerRecoveryTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.faults().clear();
    world.close();
  }

  @Test
  void aJobIsResumedAfterItsNodeWasKilled() {
    beginAJobThatCannotEnd();
    var first = world.start();
    world.awaitJob("package/exp", "assembling", "retrying");
    world.kill(first);

    theNextNodeEndsIt();
  }

  @Test
  void aJobIsResumedAfterItsNodeWasStopped() {
    beginAJobThatCannotEnd();
    var first = world.start();
    world.awaitJob("package/exp", "assembling", "retrying");
    world.stop(first);

    theNextNodeEndsIt();
  }

  @Test
  void aRevisionIsAnnouncedAfterItsNodeWasKilledInBetween() {
    world.put("exp/a", "alpha");
    world.faults().failPutEvents(1_000_000);
    var first = world.start();
    world.send("{\"source_prefix\": \"s3://%s/exp/\"}".formatted(world.bucket()));
    world.awaitJob("package/exp", "announcing");
    world.kill(first);
    assertThat(world.pointers("package/exp")).hasSize(1);

    theNextNodeEndsIt();
  }

  private void beginAJobThatCannotEnd() {
    for (int i = 0; i < 20; i++) {
      world.put("exp/" + i, "content " + i);
    }
    world.faults().failObjectReads(1_000_000);
    world.send("{\"source_prefix\": \"s3://%s/exp/\"}".formatted(world.bucket()));
  }

  private void theNextNodeEndsIt() {
    world.faults().clear();
    world.start();

    world.nextRevision("package/exp");
    assertThat(world.verify("package/exp").isGood()).isTrue();
    assertThat(world.awaitJob("package/exp", "done").get("requests")).isEqualTo(1);
    assertThat(world.pointers("package/exp")).hasSize(1);
    assertThat(world.hasNoEvent()).isTrue();
  }
}
