package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.WatchingProxy.Call;
import io.bindery.packager.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** The packager's process is killed (SIGKILL) while it promotes a revision, at several moments. */
@Tag("chaos")
class PromotionKillTest {
  private static final int SECONDS = 120;
  private static final int SMALL = 30;
  private static final int LARGE_BYTES = 20 << 20;
  private static final int REQUESTS_AT_ONCE = 6;

  private static World world;
  private static WatchingProxy proxy;
  private static String target;

  @TempDir static Path work;

  @BeforeAll
  static void start() throws IOException {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
    target = world.newBucket("next");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    world.close();
  }

  private static ChildPackager child() throws IOException {
    return ChildPackager.start(
        work,
        world.settings(
            Map.of(
                "bindery.aws.endpoint",
                proxy.endpoint().toString(),
                "bindery.packager.registries",
                List.of(world.bucket(), target),
                "bindery.packager.requests-at-once",
                REQUESTS_AT_ONCE)));
  }

  private static void aSource() {
    world
        .s3()
        .putObject(
            it -> it.bucket(world.bucket()).key(".quilt/workflows/config.yml"),
            AsyncRequestBody.fromString(
                """
                version: "1"
                is_workflow_required: false
                workflows: {any: {name: Any}}
                successors: {"s3://%s": {title: Next}}
                """
                    .formatted(target)))
        .join();
    var large = new byte[LARGE_BYTES];
    new Random(7).nextBytes(large);
    world.put("old/run/large", large);
    for (int i = 0; i < SMALL; i++) {
      world.put("old/run/f%02d".formatted(i), "content " + i);
    }
    send("old/run");
  }

  private static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  private static void promote(ChildPackager child, String name) throws IOException {
    child.promote(
        "{\"source_registry\": \"%s\", \"registry\": \"%s\", \"source_package\": \"old/run\", \"package_name\": \"%s\"}"
            .formatted(world.bucket(), target, name));
  }

  private static boolean copies(Call call, String name) {
    return call.isCopy() && call.path().contains("/" + target + "/" + name + "/");
  }

  private static boolean puts(Call call, String name, boolean latest) {
    return call.method().equals("PUT")
        && call.path().contains("/" + target + "/.quilt/named_packages/" + name + "/")
        && call.path().endsWith("/latest") == latest;
  }

  /**
   * Three promotions of one revision: one is killed when half of its objects were copied, one when
   * its manifest was written, and one when its pointer was.
   */
  @Test
  void aPromotionThatIsKilledIsOneWholeRevisionAndCopiesNothingTwice() throws Exception {
    aSource();
    try (var child = child()) {
      world.awaitJob("old/run", "done");
      isHeld(child, "kill/pointer", call -> puts(call, "kill/pointer", false), true);
      isHeld(child, "kill/latest", call -> puts(call, "kill/latest", true), true);
      var begun = new AtomicInteger();
      isHeld(
          child,
          "kill/half",
          call -> copies(call, "kill/half") && begun.incrementAndGet() > SMALL / 2,
          true);
      child.kill();
      assertThat(child.endsWithin(SECONDS)).as("see %s", child.output()).isTrue();
    }
    var there = copied("kill/half");
    assertThat(there).hasSizeBetween(SMALL / 4, SMALL - 1);
    assertThat(world.keys(target, ".quilt/named_packages/kill/"))
        .hasSize(1)
        .allMatch(key -> key.contains("kill/latest/"));

    var peak = watchPeak();
    try (var child = child()) {
      for (var name : List.of("kill/half", "kill/pointer", "kill/latest")) {
        assertThat(world.awaitJob(name, "done", "failed").get("error")).as(name).isNull();
      }
      assertThat(child.endsWithin(0)).as("the second one lives").isFalse();
    }

    for (var name : List.of("kill/half", "kill/pointer", "kill/latest")) {
      assertThat(world.keys(target, ".quilt/named_packages/" + name + "/")).as(name).hasSize(2);
      var verification = world.verify(target, name);
      assertThat(verification.isGood()).as("%s: %s", name, verification.problems()).isTrue();
      // A second copy would be a second version.
      assertThat(versions(name)).as(name).hasSize(SMALL + 1);
    }
    var told = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      told.add(world.nextEvent().path("detail").path("handle").asText());
    }
    assertThat(told)
        .containsExactlyInAnyOrder("old/run", "kill/half", "kill/pointer", "kill/latest");
    assertThat(world.furtherEvents()).isEmpty();
    System.out.printf(
        "%d of %d objects were copied at the kill; %d requests at once afterwards%n",
        there.size(), SMALL + 1, peak.get());
    assertThat(peak).hasValueBetween(2, REQUESTS_AT_ONCE);
  }

  private static void isHeld(ChildPackager child, String name, Predicate<Call> at, boolean before)
      throws Exception {
    var reached = new CountDownLatch(1);
    proxy.hold(at, before, reached::countDown);
    promote(child, name);
    boolean isThere = reached.await(SECONDS, TimeUnit.SECONDS);
    assertThat(isThere)
        .as(() -> "%s: %s, see %s".formatted(name, world.job(name), child.words()))
        .isTrue();
  }

  /** The most requests for objects at a time, of packages and promotions together. */
  private static AtomicInteger watchPeak() {
    return proxy.peak(call -> call.path().contains("/f") && !call.path().contains("/.quilt/"));
  }

  private static Set<String> copied(String name) {
    return versions(name).stream().map(ObjectVersion::key).collect(Collectors.toSet());
  }

  private static List<ObjectVersion> versions(String name) {
    return world
        .s3()
        .listObjectVersions(it -> it.bucket(target).prefix(name + "/"))
        .join()
        .versions();
  }
}
