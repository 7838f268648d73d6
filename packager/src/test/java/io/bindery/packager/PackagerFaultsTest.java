package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bindery.packager.WatchingProxy.Call;
import io.bindery.packager.WatchingProxy.Fate;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.Expected;
import io.bindery.packager.registry.Push;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.packager.world.World;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * What breaks between a packager and S3, and what changes under its hands: the end is a whole
 * revision or none, and never a wrong hash.
 */
@Tag("chaos")
class PackagerFaultsTest {
  private static final int LARGE = 20 << 20;
  private static final int SMALL_FILES = 40;

  private static final List<Fate> TROUBLES =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Fate.FINE)));

  private static World world;
  private static WatchingProxy proxy;

  @TempDir static Path work;

  @BeforeAll
  static void start() throws IOException {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
    world.start(
        Map.of(
            "bindery.aws.endpoint",
            proxy.endpoint().toString(),
            "bindery.packager.suggestions.owned",
            "revise",
            "bindery.packager.retry.attempts",
            50));
  }

  @AfterEach
  void calm() {
    proxy.decide(call -> Fate.FINE);
    world.faults().clear();
  }

  @AfterAll
  static void stop() {
    world.close();
    proxy.close();
  }

  private static byte[] large(int seed) {
    var content = new byte[LARGE - seed];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static void send(String bucket, String folder) {
    send(bucket, folder, world.bucket());
  }

  private static void send(String bucket, String folder, String registry) {
    world.send(
        "{\"source_prefix\": \"s3://%s/%s/\", \"registry\": \"%s\"}"
            .formatted(bucket, folder, registry));
  }

  private static int attempts(String name) {
    return (int) world.awaitJob(name, "done").get("attempt");
  }

  /** One revision, whole, of which one event tells. */
  private static void assertOneRevision(String name) {
    assertThat(world.pointers(name)).as(name).hasSize(1);
    assertGood(name);
    world.nextRevision(name);
    assertThat(world.furtherEvents()).isEmpty();
  }

  private static void assertGood(String revision) {
    var verification = world.verify(revision);
    assertThat(verification.isGood()).as("%s: %s", revision, verification.problems()).isTrue();
  }

  @Test
  void whateverBreaksTheRevisionIsWhole() {
    for (int i = 0; i < SMALL_FILES; i++) {
      world.put("storm/run/" + i, "content " + i);
    }
    world.put("storm/run/large", large(1));
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var faults = new AtomicInteger();
    proxy.decide(
        call -> {
          if (!call.isS3() || random.nextInt(3) > 0) {
            return Fate.FINE;
          }
          faults.incrementAndGet();
          return TROUBLES.get(random.nextInt(TROUBLES.size()));
        });

    send(world.bucket(), "storm/run");

    world.awaitJob("storm/run", "done");
    calm();
    System.out.println(faults + " faults, " + attempts("storm/run") + " attempts");
    assertThat(faults).hasValueGreaterThan(5);
    assertThat(world.manifest("storm/run")).hasSize(1 + SMALL_FILES + 1);
    assertOneRevision("storm/run");
  }

  /** The client asks again, and the upload is not there any more: that must not last. */
  @Test
  void aLargeManifestWhoseCompletionIsNotAnsweredIsPushedAgain() throws Exception {
    var manifest = Files.write(work.resolve("manifest"), large(6));
    var hash = new TopHash("ab".repeat(32));
    var push =
        new Push(
            world.bucket(),
            new PackageName("parts/run"),
            manifest,
            hash,
            1_795_255_200,
            Expected.exactly(Optional.empty(), hash),
            true);
    var posts = new AtomicInteger();
    proxy.decide(
        call ->
            call.method().equals("POST")
                    && call.path().endsWith("/.quilt/packages/" + hash)
                    && posts.incrementAndGet() == 2
                ? Fate.UNANSWERED
                : Fate.FINE);

    try (var aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(proxy.endpoint())))) {
      var writer = new RegistryWriter(aws.s3());
      var outcome =
          writer
              .push(push)
              .exceptionallyCompose(
                  failure -> {
                    assertThat(Failures.root(failure))
                        .isInstanceOfSatisfying(
                            PackagingException.class, it -> assertThat(it.isPassing()).isTrue());
                    return writer.push(push);
                  })
              .toCompletableFuture()
              .join();

      assertThat(outcome).isInstanceOf(Push.Written.class);
      assertThat(posts).hasValueGreaterThan(2);
    }
    assertThat(world.get(".quilt/packages/" + hash)).isEqualTo(large(6));
    assertThat(world.pointers("parts/run")).hasSize(1);
  }

  /** The system fails each write beyond a bound, which is how a full disk feels to a process. */
  @Test
  void aDiskThatIsFullLeavesNothingAndPasses() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "util-linux is not here");
    world.put("meta.json", "{\"text\": \"" + "x".repeat(300_000) + "\"}");
    world.put("full/run/a", "alpha");
    int manifests = world.keys(".quilt/packages/").size();
    limitFiles("200000");
    try {
      world.send(
          "{\"source_prefix\": \"s3://%s/full/run/\", \"metadata_uri\": \"../../meta.json\"}"
              .formatted(world.bucket()));

      assertThat((String) world.awaitJob("full/run", "retrying").get("error"))
          .contains("File too large");
      assertThat(world.pointers("full/run")).isEmpty();
      assertThat(world.keys(".quilt/packages/")).hasSize(manifests);
    } finally {
      limitFiles("unlimited");
    }

    assertThat(attempts("full/run")).isGreaterThan(1);
    assertThat(world.keys(".quilt/packages/")).hasSize(manifests + 1);
    assertOneRevision("full/run");
  }

  /** The longest that files of this process may grow, in bytes. */
  private static void limitFiles(String bytes) throws IOException, InterruptedException {
    var limit =
        new ProcessBuilder(
                "prlimit",
                "--pid",
                Long.toString(ProcessHandle.current().pid()),
                "--fsize=" + bytes + ":unlimited")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(limit.waitFor()).isZero();
  }

  private static boolean reads(Call call, String key) {
    return call.isRead() && call.path().endsWith("/" + key);
  }

  @Test
  void tenTriggersWhileOneRunsMakeOneFurtherRun() throws Exception {
    world.put("joined/run/a", "alpha");
    var running = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    proxy.justBefore(
        call -> reads(call, "joined/run/a"),
        () -> {
          running.countDown();
          WatchingProxy.awaitQuietly(mayEnd);
        });
    send(world.bucket(), "joined/run");
    running.await();

    for (int i = 0; i < 10; i++) {
      send(world.bucket(), "joined/run");
    }

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(world.awaitJob("joined/run", "waiting")).containsEntry("requests", 10));
    mayEnd.countDown();
    world.awaitJob("joined/run", "unchanged");
    assertThat(world.query("SELECT * FROM package_job WHERE package_name = 'joined/run'"))
        .hasSize(2);
    assertOneRevision("joined/run");
  }

  @Test
  void whatPassesIsTriedAgainMoreOftenThanByTheClient() {
    world.put("again/run/a", "alpha");
    var reads = new AtomicInteger();
    proxy.decide(
        call ->
            reads(call, "again/run/a") && reads.incrementAndGet() <= 6 ? Fate.BROKEN : Fate.FINE);
    world.faults().failPutEvents(5);

    send(world.bucket(), "again/run");

    assertThat(attempts("again/run")).isGreaterThan(1);
    assertOneRevision("again/run");
  }

  @Test
  void whatIsDeletedAfterItWasListedIsNotInThePackage() {
    world.put("gone/run/a", "alpha");
    var version = world.put("gone/run/b", "beta");
    proxy.justBefore(
        call -> reads(call, "gone/run/b"),
        () ->
            world
                .s3()
                .deleteObject(it -> it.bucket(world.bucket()).key("gone/run/b").versionId(version))
                .join());

    send(world.bucket(), "gone/run");

    assertThat(attempts("gone/run")).isEqualTo(2);
    assertThat(world.manifest("gone/run")).hasSize(2);
    assertOneRevision("gone/run");
  }

  @Test
  void whatIsOverwrittenWhileItIsHashedIsHashedAgain() {
    var bucket = world.otherBucket();
    put(bucket, "over/run/large", large(2));
    var parts = new AtomicInteger();
    proxy.justBefore(
        call -> reads(call, "over/run/large") && parts.incrementAndGet() == 2,
        () -> put(bucket, "over/run/large", large(3)));

    send(bucket, "over/run");

    assertThat(attempts("over/run")).isEqualTo(1);
    assertThat(parts).hasValueGreaterThan(1);
    assertThat(world.manifest("over/run").get(1)).contains("\"size\": " + (LARGE - 3));
    assertOneRevision("over/run");
  }

  private static void put(String bucket, String key, byte[] content) {
    world
        .s3()
        .putObject(it -> it.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
        .join();
  }

  @Test
  void aVersionThatIsFollowedByAnotherWhileItIsHashedIsTheOneThatIsPackaged() {
    var version = world.put("next/run/large", large(4));
    var parts = new AtomicInteger();
    proxy.justBefore(
        call -> reads(call, "next/run/large") && parts.incrementAndGet() == 2,
        () -> world.put("next/run/large", large(5)));

    send(world.bucket(), "next/run");

    assertThat(attempts("next/run")).isEqualTo(1);
    assertThat(world.manifest("next/run").get(1))
        .contains("versionId=" + version, "\"size\": " + (LARGE - 4));
    assertOneRevision("next/run");
  }

  @Test
  void whoLosesTheRaceForLatestMakesARevisionOnTopOfTheOther() {
    // Without versions: a pointer that is withdrawn is gone, not hidden.
    var registry = world.otherBucket();
    world.put("race/other/a", "another's");
    send(world.bucket(), "race/other", registry);
    world.awaitJob("race/other", "done");
    world.nextRevision("race/other");
    var theirs = world.get(registry, ".quilt/named_packages/race/other/latest");
    var pointers = ".quilt/named_packages/race/run/";
    world.put("race/run/a", "alpha");
    proxy.justBefore(
        call -> call.method().equals("PUT") && call.path().endsWith(pointers + "latest"),
        () -> {
          put(registry, pointers + "1700000000", theirs);
          put(registry, pointers + "latest", theirs);
        });

    send(world.bucket(), "race/run", registry);

    assertThat(attempts("race/run")).isEqualTo(2);
    assertThat(world.keys(registry, pointers))
        .hasSize(3)
        .contains(pointers + "1700000000", pointers + "latest");
    var ours = world.nextRevision("race/run").path("topHash").asText();
    assertThat(world.get(registry, pointers + "latest")).asString().isEqualTo(ours);
    assertThat(world.verify(registry, "race/run").isGood()).isTrue();
    assertThat(
            world
                .verify(registry, "race/run@" + new String(theirs, StandardCharsets.US_ASCII))
                .isGood())
        .isTrue();
    assertThat(world.furtherEvents()).isEmpty();
  }
}
