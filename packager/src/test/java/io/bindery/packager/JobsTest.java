package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobFilter;
import io.bindery.packager.tables.JobView;
import io.bindery.packager.world.World;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What watchers of jobs see and can order. */
class JobsTest {
  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
    world.start();
  }

  @AfterEach
  void clear() {
    world.faults().clear();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s\"}".formatted(world.bucket(), folder));
  }

  private JobView job(String name, String state) {
    world.awaitJob(name, state);
    return world
        .packager()
        .jobs()
        .list(
            JobFilter.ALL
                .state(JobState.of(state))
                .registry(Optional.of(world.bucket()))
                .packageName(Optional.of(name)),
            Optional.empty(),
            1)
        .toCompletableFuture()
        .join()
        .items()
        .get(0);
  }

  private static JobView find(String jobId) {
    return world.packager().jobs().find(jobId).toCompletableFuture().join().orElseThrow();
  }

  private JobOrders orders() {
    return world.packager().orders();
  }

  @Test
  void theProgressOfAJobCanBeSeen() {
    world.put("seen/a", "alpha");
    world.put("seen/b", "beta");
    send("seen/");
    var job = job("package/seen", "done");

    var progress =
        await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> find(job.jobId()).progress(), Optional::isPresent)
            .orElseThrow();
    assertThat(progress.listed()).isEqualTo(2);
    assertThat(progress.listedBytes()).isEqualTo(9);
    assertThat(progress.listingDone()).isTrue();
    assertThat(progress.hashed() + progress.reused()).isEqualTo(2);
    assertThat(progress.doneBytes()).isEqualTo(9);
    assertThat(progress.etaSeconds()).contains(0L);
    assertThat(job.hasEnded()).isTrue();
  }

  @Test
  void aFailedJobIsToldOfAndCanBeDoneAgain() {
    world.put("again/a//b", "no name");
    send("again/");

    var notice = world.nextNotice();

    var failed = job("package/again", "failed");
    assertThat(notice.path("type").asText()).isEqualTo("package-job-failed");
    assertThat(notice.path("job_id").asText()).isEqualTo(failed.jobId());
    assertThat(notice.path("package_name").asText()).isEqualTo("package/again");
    assertThat(notice.path("reason").asText()).contains("again/a//b");
    assertThat(failed.fault().error()).contains(notice.path("reason").asText());

    world.s3().deleteObject(r -> r.bucket(world.bucket()).key("again/a//b")).join();
    world.put("again/a", "a name");
    var retried = orders().retry(failed.jobId(), "ada\0ü").toCompletableFuture().join();

    var done = job("package/again", "done");
    assertThat(retried).isEqualTo(new JobOrders.Done(done.jobId()));
    assertThat(done.orders().askedBy()).contains("ada\uFFFDü");
    assertThat(world.query("SELECT * FROM package_job WHERE notice_due_at IS NOT NULL")).isEmpty();
  }

  @Test
  void markersOfFoldersAloneAreNothingToPackageAndNobodysFailure() {
    world.put("hollow/", "");
    world.put("hollow/deep/", "");
    send("hollow/");

    var job = job("package/hollow", "empty");

    assertThat(job.fault().error().orElseThrow()).startsWith("There is nothing to package: ");
    assertThat(job.times().finishedAt()).isPresent();
    assertThat(job.notice()).isEmpty();
    assertThat(world.keys(".quilt/named_packages/package/hollow/")).isEmpty();
  }

  @Test
  void aJobCanBeCancelled() {
    world.put("endless/a", "alpha");
    world.faults().failObjectReads(1_000_000);
    send("endless/");
    var job = job("package/endless", "assembling");

    assertThat(orders().cancel(job.jobId(), "ada").toCompletableFuture().join())
        .isEqualTo(new JobOrders.Done(job.jobId()));

    assertThat(job("package/endless", "cancelled").orders().cancelledBy()).contains("ada");
    assertThat(world.keys(".quilt/named_packages/package/endless/")).isEmpty();
    assertThat(orders().cancel(job.jobId(), "ada").toCompletableFuture().join())
        .isEqualTo(new JobOrders.Refused("The job has ended."));
    assertThat(orders().cancel("ff", "ada").toCompletableFuture().join())
        .isEqualTo(new JobOrders.Unknown());
  }
}
