package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.WatchingProxy.Fate;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** Objects are hashed as their notices come, on real parts: the package reads none of them. */
class HashAheadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LARGE = 20 << 20;

  private static World world;
  private static WatchingProxy proxy;
  private static AheadNotices ahead;

  @BeforeAll
  static void start() {
    world = new World();
    proxy = new WatchingProxy(world.endpoint());
    ActorSystem<?> node =
        world.start(
            Map.of(
                "bindery.aws.endpoint",
                proxy.endpoint().toString(),
                "bindery.packager.policies",
                List.of(
                    policy("ahead/**", Map.of()),
                    policy("partly/**", Map.of("exclude", List.of("raw"), "ignore-file", "quilt")),
                    policy("none/**", Map.of("package", "off")),
                    Map.of("bucket", world.bucket()))));
    ahead = new AheadNotices(world, node);
  }

  private static Map<String, Object> policy(String prefix, Map<String, Object> more) {
    var policy = new HashMap<String, Object>(more);
    policy.put("bucket", world.bucket());
    policy.put("prefix", prefix);
    policy.put("hash-ahead", "on");
    return policy;
  }

  @AfterAll
  static void stop() {
    world.close();
    proxy.close();
  }

  @BeforeEach
  void forget() {
    proxy.decide(call -> Fate.FINE);
    var unused = proxy.takeReads();
  }

  @Test
  void thePackageOfAFolderThatWasHashedAheadReadsNothing() {
    var large = new byte[LARGE];
    new Random(7).nextBytes(large);
    upload("ahead/1/", "large.bin", large);
    upload("ahead/1/", "a.txt", "alpha".getBytes(StandardCharsets.UTF_8));
    upload("ahead/1/", "empty", new byte[0]);
    ahead.awaitHashed("ahead/1/", 3);
    assertThat(proxy.takeReads().get("ahead/1/large.bin")).isGreaterThanOrEqualTo(LARGE);

    make("ahead/1");

    assertThat(read("ahead/1/")).isEmpty();
    // The same hashes as of a package that has read all.
    world.update("DELETE FROM object_checksum WHERE key LIKE 'ahead/1/%'");
    world.send(description("ahead/1/"));
    await().atMost(PATIENCE).until(() -> world.awaitJob("ahead/1", "unchanged") != null);
    assertThat(read("ahead/1/")).contains("ahead/1/large.bin", "ahead/1/a.txt");
  }

  @Test
  void anObjectThatIsOverwrittenIsHashedAgain() {
    upload("ahead/2/", "a.txt", "old".getBytes(StandardCharsets.UTF_8));
    ahead.awaitHashed("ahead/2/", 1);
    upload("ahead/2/", "a.txt", "newer".getBytes(StandardCharsets.UTF_8));
    ahead.awaitHashed("ahead/2/", 2);
    var unused = proxy.takeReads();

    make("ahead/2");

    assertThat(read("ahead/2/")).isEmpty();
    assertThat(world.manifest("ahead/2").get(1)).contains("\"size\": 5");
  }

  @Test
  void whatStaysOutIsNotRead() {
    world.put("partly/3/.quiltignore", "*.tmp\n");
    upload("partly/3/", "raw/x.txt", "excluded".getBytes(StandardCharsets.UTF_8));
    upload("partly/3/", "x.tmp", "ignored".getBytes(StandardCharsets.UTF_8));
    upload("partly/3/", "x.txt", "packaged".getBytes(StandardCharsets.UTF_8));

    ahead.awaitHashed("partly/3/", 1);

    assertThat(read("partly/3/"))
        .containsExactlyInAnyOrder("partly/3/.quiltignore", "partly/3/x.txt");
  }

  @Test
  void whatS3KeepsIsTaken() {
    var large = new byte[1 << 20];
    var put =
        world
            .s3()
            .putObject(
                r ->
                    r.bucket(world.bucket())
                        .key("ahead/4/a.bin")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                AsyncRequestBody.fromBytes(large))
            .join();
    ahead.tell(
        world.bucket(), "ahead/4/", "ahead/4/a.bin", put.versionId(), put.eTag(), large.length);

    ahead.awaitHashed("ahead/4/", 1);
    make("ahead/4");

    assertThat(read("ahead/4/")).isEmpty();
  }

  @Test
  void nothingIsReadWhereThePolicyIsOff() {
    upload("off/5/", "a.txt", "alpha".getBytes(StandardCharsets.UTF_8));
    upload("none/5/", "a.txt", "no package is made".getBytes(StandardCharsets.UTF_8));
    upload("ahead/5/", "a.txt", "alpha".getBytes(StandardCharsets.UTF_8));

    ahead.awaitHashed("ahead/5/", 1);

    assertThat(proxy.takeReads()).containsOnlyKeys("ahead/5/a.txt");
    assertThat(world.query("SELECT * FROM object_checksum WHERE key LIKE 'off/5/%'")).isEmpty();
  }

  @Test
  void itIsSwitchedOffAndOnAtRunTime() {
    var other = world.otherBucket();
    assertThat(ahead.hashers(other)).isEmpty();

    set(other, List.of(Map.of("hash-ahead", true)));
    await().atMost(PATIENCE).until(() -> ahead.hashers(other).size() == 1);

    set(other, List.of());
    await().atMost(PATIENCE).until(() -> ahead.hashers(other).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"BROKEN", "BUSY", "DROPPED"})
  void itPausesWhileS3FailsAndGoesOnAfterwards(Fate fate) {
    double before = paused();
    var folder = "ahead/6-" + fate.name().toLowerCase(Locale.ROOT) + "/";
    proxy.decide(call -> call.isRead() && call.path().contains(folder + "a") ? fate : Fate.FINE);
    upload(folder, "a.txt", "alpha".getBytes(StandardCharsets.UTF_8));
    upload(folder, "b.txt", "beta".getBytes(StandardCharsets.UTF_8));
    await().atMost(PATIENCE).until(() -> paused() > before);

    proxy.decide(call -> Fate.FINE);
    ahead.awaitHashed(folder, 2);
    make(folder.substring(0, folder.length() - 1));

    assertThat(world.verify(folder.substring(0, folder.length() - 1)).isGood()).isTrue();
  }

  @Test
  void itPausesWhileTheDatabaseFailsAndGoesOnAfterwards() {
    double before = paused();
    world.update("ALTER TABLE object_checksum RENAME TO away");
    try {
      upload("ahead/9/", "a.txt", "alpha".getBytes(StandardCharsets.UTF_8));
      await().atMost(PATIENCE).until(() -> paused() > before);
    } finally {
      world.update("ALTER TABLE away RENAME TO object_checksum");
    }

    ahead.awaitHashed("ahead/9/", 1);
  }

  @Test
  void aPackageComesThoughNothingCouldBeHashedAhead() {
    upload("ahead/7/", "gone.txt", "gone".getBytes(StandardCharsets.UTF_8));
    world.s3().deleteObject(r -> r.bucket(world.bucket()).key("ahead/7/gone.txt")).join();
    ahead.tell(world.bucket(), "ahead/7/", "ahead/7/never.txt", "no-such-version-0", "e", 9);
    world.put("ahead/7/there.txt", "there");

    make("ahead/7");

    assertThat(world.verify("ahead/7").isGood()).isTrue();
  }

  @Test
  void whatWaitsIsLeftToAPackageThatIsBeingMade() {
    var first = proxy.holdFast(call -> call.isRead() && call.path().endsWith("8/a.txt"), true);
    var second = proxy.holdFast(call -> call.isRead() && call.path().endsWith("8/b.txt"), true);
    double before = ahead.dropped("packaged");
    for (var name : List.of("a.txt", "b.txt", "c.txt", "d.txt")) {
      // Large enough that two of them have all places, and the others wait.
      upload("ahead/8/", name, name.repeat(1 << 18).getBytes(StandardCharsets.UTF_8));
    }
    WatchingProxy.awaitQuietly(first);
    WatchingProxy.awaitQuietly(second);

    world.send(description("ahead/8/"));

    await().atMost(PATIENCE).until(() -> ahead.dropped("packaged") == before + 4);
    proxy.letGo();
    world.awaitJob("ahead/8", "done");
    assertThat(world.verify("ahead/8").isGood()).isTrue();
  }

  private static double paused() {
    return ahead.paused("failed");
  }

  private void set(String bucket, List<Map<String, Object>> policies) {
    world
        .packager()
        .policies()
        .set(bucket, policies, OptionalLong.empty(), "ada")
        .toCompletableFuture()
        .join();
  }

  private static void upload(String folder, String path, byte[] content) {
    ahead.upload(world.bucket(), folder, path, content);
  }

  /** The keys in a folder that were read since this was asked. */
  private static List<String> read(String folder) {
    return proxy.takeReads().keySet().stream().filter(key -> key.startsWith(folder)).toList();
  }

  private static String description(String folder) {
    return "{\"source_prefix\": \"s3://%s/%s\"}".formatted(world.bucket(), folder);
  }

  private static void make(String name) {
    world.send(description(name + "/"));
    world.awaitJob(name, "done");
  }
}
