package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that dies or is stopped in the middle of a job. */
@Tag("chaos")
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

  /** As a clock that was ahead by a day leaves them. */
  @Test
  void aJobWhoseTimesLieInTheFutureIsResumed() {
    world.put("exp/a", "alpha");
    world.faults().failPutEvents(1_000_000);
    var first = world.start();
    world.send("{\"source_prefix\": \"s3://%s/exp/\"}".formatted(world.bucket()));
    world.awaitJob("package/exp", "announcing");
    world.kill(first);
    world.update(
        "UPDATE package_job SET due_at = due_at + interval '1 day',"
            + " accepted_at = accepted_at + interval '1 day'");

    theNextNodeEndsIt();
  }

  @Test
  void packagesLiveOnAllNodesAndLargeDescriptionsReachThem() {
    world.put("exp/a", "alpha");
    var first = world.start();
    world.startBeside(first);
    // With what is filled in, each is above the 256 KiB that a message between nodes usually has.
    var message = "x".repeat((256 << 10) - 120);
    for (int i = 0; i < 12; i++) {
      world.send(
          "{\"source_prefix\": \"s3://%s/exp/\", \"package_name\": \"a/%d\", \"commit_message\": \"%s\"}"
              .formatted(world.bucket(), i, message));
    }

    for (int i = 0; i < 12; i++) {
      world.awaitJob("a/" + i, "done");
    }
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

    var revision = world.nextRevision("package/exp");
    assertThat(world.verify("package/exp").isGood()).isTrue();
    assertThat(world.awaitJob("package/exp", "done").get("requests")).isEqualTo(1);
    assertThat(world.pointers("package/exp")).hasSize(1);
    // A call of the dead node may still have got through: then the same is told twice.
    assertThat(world.furtherEvents())
        .allSatisfy(event -> assertThat(event).contains(revision.path("topHash").asText()));
  }
}
