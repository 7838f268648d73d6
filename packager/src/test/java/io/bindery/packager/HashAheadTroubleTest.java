package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.WatchingProxy.Fate;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that cannot be hashed ahead, or not be kept, on real parts: all others are. */
class HashAheadTroubleTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** So many failures in a row put a folder aside. */
  private static final int ROW = 20;

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
                    Map.of(
                        "bucket",
                        world.bucket(),
                        "prefix",
                        "ignoring/**",
                        "hash-ahead",
                        "on",
                        "ignore-file",
                        "quilt"),
                    Map.of("bucket", world.bucket(), "hash-ahead", "on"),
                    Map.of("bucket", world.otherBucket(), "hash-ahead", "on"))));
    ahead = new AheadNotices(world, node);
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
  void ofAnObjectWithoutVersionsTheNewestContentIsKept() {
    var bucket = world.otherBucket();
    String newest;
    var lock = world.hold("LOCK TABLE object_checksum IN SHARE MODE");
    try {
      upload(bucket, "u/", "first.txt", "its save waits for the lock");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !world
                      .query(
                          "SELECT 1 FROM pg_locks WHERE NOT granted"
                              + " AND relation = 'object_checksum'::regclass")
                      .isEmpty());
      upload(bucket, "u/", "a.txt", "old");
      awaitRead("u/a.txt");
      newest = upload(bucket, "u/", "a.txt", "newer");
      awaitRead("u/a.txt");
      upload(bucket, "u/", "b.txt", "another");
      awaitRead("u/b.txt");
    } finally {
      lock.close();
    }
    upload(bucket, "u/", "c.txt", "later");

    ahead.awaitHashed("u/", 4);

    assertThat(world.query("SELECT etag FROM object_checksum WHERE key = 'u/a.txt'"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("etag", newest));
  }

  @Test
  void aHashThatCannotBeKeptIsDroppedAndTheOthersAreKept() {
    double dropped = ahead.dropped("unavailable");
    world.update(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON object_checksum FOR EACH ROW
        WHEN (NEW.key = 'p/bad.txt') EXECUTE FUNCTION refuse()
        """);
    try {
      upload(world.bucket(), "p/", "bad.txt", "bad");
      upload(world.bucket(), "p/", "a.txt", "good");

      await().atMost(PATIENCE).until(() -> ahead.dropped("unavailable") == dropped + 1);
      ahead.awaitHashed("p/", 1);
    } finally {
      world.update("DROP TRIGGER refuse ON object_checksum");
    }
  }

  @Test
  void objectsThatCannotBeReadDelayNoOthers() {
    double pauses = ahead.paused("failed");
    double dropped = ahead.dropped("aws-refused");
    proxy.decide(call -> call.isRead() && call.path().contains("/x/") ? Fate.ARCHIVED : Fate.FINE);

    for (int i = 0; i < ROW; i++) {
      upload(world.bucket(), "x/", i + ".txt", "in an archive");
    }
    upload(world.bucket(), "y/", "a.txt", "to be read");

    ahead.awaitHashed("y/", 1);
    await().atMost(PATIENCE).until(() -> ahead.dropped("aws-refused") == dropped + ROW);
    assertThat(ahead.paused("failed")).isEqualTo(pauses);
  }

  @Test
  void aFolderWhoseObjectsCannotBeReadIsPutAside() {
    double pauses = ahead.paused("failed");
    double refused = ahead.dropped("no-right");
    double aside = ahead.dropped("aside");
    var reads = new AtomicInteger();
    proxy.decide(
        call -> {
          boolean denied = call.isRead() && call.path().contains("/denied/");
          return denied && reads.incrementAndGet() > 0 ? Fate.DENIED : Fate.FINE;
        });

    for (int i = 0; i < 3 * ROW; i++) {
      upload(world.bucket(), "denied/", i + ".txt", "not for us");
    }
    await()
        .atMost(PATIENCE)
        .until(
            () -> ahead.dropped("no-right") - refused + ahead.dropped("aside") - aside == 3 * ROW);

    // Two are read at once.
    assertThat(reads.get()).isBetween(ROW, ROW + 1);
    upload(world.bucket(), "allowed/", "a.txt", "for us");
    ahead.awaitHashed("allowed/", 1);
    assertThat(ahead.paused("failed")).isEqualTo(pauses);
  }

  @Test
  void anIgnoreFileThatCannotBeReadDelaysNoOthers() {
    double pauses = ahead.paused("failed");
    double dropped = ahead.dropped("no-right");
    proxy.decide(call -> call.path().endsWith("/.quiltignore") ? Fate.DENIED : Fate.FINE);

    upload(world.bucket(), "ignoring/", "a.txt", "ignored or not");
    upload(world.bucket(), "z/", "a.txt", "to be read");

    ahead.awaitHashed("z/", 1);
    await().atMost(PATIENCE).until(() -> ahead.dropped("no-right") == dropped + 1);
    assertThat(ahead.paused("failed")).isEqualTo(pauses);
  }

  /** Returns the ETag. */
  private static String upload(String bucket, String folder, String path, String content) {
    return ahead.upload(bucket, folder, path, content.getBytes(StandardCharsets.UTF_8)).eTag();
  }

  private static void awaitRead(String key) {
    await().atMost(PATIENCE).until(() -> proxy.takeReads().containsKey(key));
  }
}
