package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.WatchingProxy.Call;
import io.bindery.packager.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packager's process is killed (SIGKILL) while it hashes, and at each step of a push. */
@Tag("chaos")
class PackagerKillTest {
  private static final int START_SECONDS = 120;
  private static final int SMALL = 500;
  private static final int LARGE = 3;
  private static final int LARGE_BYTES = 20 << 20;

  /** Reads of the whole package: a large object is read in three parts. */
  private static final int READS = SMALL + 3 * LARGE;

  private static World world;
  private static WatchingProxy proxy;

  @TempDir static Path work;

  @BeforeAll
  static void start() throws IOException {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
  }

  @AfterAll
  static void stop() {
    proxy.close();
    world.close();
  }

  private static ChildPackager child() throws IOException {
    return ChildPackager.start(
        work, world.settings(Map.of("bindery.aws.endpoint", proxy.endpoint().toString())));
  }

  private static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  private static void awaitEnd(ChildPackager child, String moment) throws InterruptedException {
    assertThat(child.endsWithin(START_SECONDS))
        .as("killed %s, see %s", moment, child.output())
        .isTrue();
  }

  @Test
  void noByteOfAFinishedObjectIsReadAgain() throws Exception {
    putMany();
    proxy.slowReads(Duration.ofMillis(60));
    var answered = new AtomicInteger();
    try (var child = child()) {
      proxy.at(call -> call.isRead() && answered.incrementAndGet() > READS / 2, false, child::kill);
      send("big/run");
      awaitEnd(child, "half-way");
    }
    var before = proxy.takeReads();
    var finished = finished();
    assertThat(world.pointers("big/run")).isEmpty();

    try (var child = child()) {
      world.awaitJob("big/run", "done");
      assertThat(child.endsWithin(0)).as("the second one lives").isFalse();
    }

    var after = proxy.takeReads();
    proxy.slowReads(Duration.ZERO);
    var again = new HashMap<>(after);
    again.keySet().retainAll(before.keySet());
    System.out.printf(
        "killed after %d of %d objects were read, %d of them finished: %d read afterwards, %d of"
            + " these (%d bytes) a second time, none of them finished%n",
        before.size(),
        SMALL + LARGE,
        finished.size(),
        after.size(),
        again.size(),
        again.values().stream().mapToLong(bytes -> bytes).sum());
    assertThat(finished).hasSizeGreaterThan(SMALL / 8).hasSizeLessThan(SMALL);
    assertThat(after.keySet()).doesNotContainAnyElementsOf(finished);
    assertThat(after).hasSize(SMALL + LARGE - finished.size());
    assertOneRevision("big/run");
    world.nextRevision("big/run");
    assertThat(world.furtherEvents()).isEmpty();
  }

  private static void putMany() {
    var large = new byte[LARGE_BYTES];
    new Random(3).nextBytes(large);
    var puts =
        IntStream.range(0, SMALL + LARGE)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () ->
                            world.put(
                                "big/run/%03d".formatted(i),
                                i >= LARGE
                                    ? ("content " + i).getBytes(StandardCharsets.UTF_8)
                                    : large)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(puts).join();
  }

  /** The objects whose hash the database has. */
  private static Set<String> finished() {
    return world
        .query("SELECT key FROM object_checksum WHERE bucket = '%s'".formatted(world.bucket()))
        .stream()
        .map(row -> (String) row.get("key"))
        .collect(Collectors.toSet());
  }

  /** A step of a push and of what follows. */
  private enum Step {
    MANIFEST,
    POINTER,
    LATEST,
    EVENT;

    /** Whether the moment before it is the one after another. */
    boolean follows() {
      return this == POINTER || this == LATEST;
    }

    String folder(boolean before) {
      return "steps/%s-%s".formatted(before ? "before" : "after", this);
    }

    boolean is(Call call, String name) {
      boolean put = call.method().equals("PUT");
      boolean pointer = put && call.path().contains("/.quilt/named_packages/" + name + "/");
      return switch (this) {
        case MANIFEST -> put && call.path().contains("/.quilt/packages/");
        case POINTER -> pointer && !call.path().endsWith("/latest");
        case LATEST -> pointer && call.path().endsWith("/latest");
        case EVENT -> call.action().equals("PutEvents");
      };
    }
  }

  /** One after the other, each package is brought to its own step; then one kill meets all. */
  @Test
  void aPushThatIsKilledAtAnyStepIsOneWholeRevisionOrNone() throws Exception {
    var names = new ArrayList<String>();
    try (var child = child()) {
      for (var step : Step.values()) {
        for (boolean before :
            step.follows() ? new boolean[] {false} : new boolean[] {true, false}) {
          var name = step.folder(before);
          names.add(name);
          world.put(name + "/a", "alpha of " + name);
          world.put(name + "/b", "beta of " + name);
          var reached = new CountDownLatch(1);
          proxy.hold(call -> step.is(call, name), before, reached::countDown);
          send(name);
          assertThat(reached.await(START_SECONDS, TimeUnit.SECONDS))
              .as("%s, see %s", name, child.output())
              .isTrue();
        }
      }
      child.kill();
      awaitEnd(child, "at each step");
    }
    names.forEach(PackagerKillTest::assertWholeOrNone);

    try (var child = child()) {
      for (var name : names) {
        world.awaitJob(name, "done");
      }
      assertThat(child.endsWithin(0)).as("the second one lives").isFalse();
    }
    var told = new HashMap<String, Integer>();
    for (int i = 0; i < names.size() + 1; i++) {
      told.merge(world.nextEvent().path("detail").path("handle").asText(), 1, Integer::sum);
    }
    assertThat(world.furtherEvents()).isEmpty();
    for (var name : names) {
      assertOneRevision(name);
      // The bus had it, and the journal could not know.
      assertThat(told.get(name)).as(name).isEqualTo(name.equals(Step.EVENT.folder(false)) ? 2 : 1);
    }
  }

  /** What a reader sees just after the kill. */
  private static void assertWholeOrNone(String name) {
    var pointers = world.keys(".quilt/named_packages/" + name + "/");
    for (var pointer : pointers) {
      var hash = new String(world.get(pointer), StandardCharsets.US_ASCII);
      var verification = world.verify(name + "@" + hash);
      assertThat(verification.isGood()).as("%s: %s", pointer, verification.problems()).isTrue();
    }
  }

  private static void assertOneRevision(String name) {
    var pointers = world.pointers(name);
    assertThat(pointers).as(name).hasSize(1);
    var latest = world.get(".quilt/named_packages/" + name + "/latest");
    assertThat(world.get(pointers.get(0))).as(name).isEqualTo(latest);
    var verification = world.verify(name);
    assertThat(verification.isGood()).as("%s: %s", name, verification.problems()).isTrue();
  }
}
