package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.localaws.faulty.Answer.Delivery;
import io.bindery.localaws.faulty.AwsProcess;
import io.bindery.localaws.faulty.Call;
import io.bindery.localaws.faulty.Fault;
import io.bindery.localaws.faulty.FaultyProxy;
import io.bindery.packager.world.World;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S3 stands still for longer than any attempt waits, or answers half: the job goes on afterwards,
 * and the revision has each object as it is.
 */
@Tag("chaos")
class StalledS3Test {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** Longer than an attempt waits. */
  private static final Duration STANDSTILL = SILENCE.plusSeconds(2);

  private static final int FILES = 60;
  private static final int LARGE = 20 << 20;

  @TempDir private static Path work;

  private static AwsProcess process;
  private static World world;

  private ActorSystem<?> node;

  @BeforeAll
  static void start() throws Exception {
    process = AwsProcess.start(work.resolve("aws"));
    world = new World(process);
  }

  @AfterEach
  void stopNode() {
    process.thaw();
    world.kill(node);
  }

  @AfterAll
  static void stop() {
    world.close();
    process.close();
  }

  private void startNode(URI endpoint) {
    node =
        world.start(
            Map.of(
                "bindery.aws.endpoint",
                endpoint.toString(),
                "bindery.aws.s3-silence",
                SILENCE.toSeconds() + " s",
                "bindery.packager.retry.attempts",
                50));
  }

  @Test
  void aJobGoesOnAfterS3StoodStillAtAnyMomentOfIt() {
    try (var proxy = new FaultyProxy(process.endpoint())) {
      startNode(proxy.endpoint());
      // With this many calls done of each kind, or none.
      standsStillAfter(proxy, "stop/reading", Call.READ, FILES / 2);
      standsStillAfter(proxy, "stop/writing", StalledS3Test::isWrite, 1);
    }
  }

  private void standsStillAfter(FaultyProxy proxy, String name, Predicate<Call> calls, int number) {
    proxy.clear();
    put(name);
    send(name);
    await().atMost(PATIENCE).until(() -> proxy.calls(calls).size() >= number);
    process.freeze();
    passes(STANDSTILL);
    process.thaw();
    assertGood(name);
  }

  private static boolean isWrite(Call call) {
    return call.method().equals("PUT") && call.key().startsWith(".quilt/");
  }

  @Test
  void anEndpointThatIsFrozenBeforeItsFirstAnswerIsWaitedFor() {
    startNode(process.endpoint());
    put("frozen/run");
    send("frozen/run");
    world.awaitJob("frozen/run", "assembling", "pushing", "announcing", "done");
    process.freeze();
    passes(STANDSTILL);
    process.thaw();
    assertGood("frozen/run");
  }

  @Test
  void answersThatStopHalfWayAreAskedForAgain() {
    try (var proxy = new FaultyProxy(process.endpoint())) {
      startNode(proxy.endpoint());
      put("half/run");
      var large = Call.READ.and(Call.below("half/run/large"));
      var small = Call.READ.and(Call.below("half/run/1"));
      proxy.spoil(Call.LISTING, 0, 1, Fault.delivered(Delivery.NEVER));
      proxy.spoil(Call.LISTING, 1, 1, Fault.delivered(Delivery.HALF));
      proxy.spoil(large, 0, 1, Fault.delivered(Delivery.HALF));
      proxy.spoil(large, 1, 1, Fault.delivered(Delivery.HEADERS_ONLY));
      proxy.spoil(small, 0, 1, Fault.delivered(Delivery.NEVER));
      proxy.spoil(small, 1, 1, Fault.delivered(Delivery.HALF));

      send("half/run");

      assertGood("half/run");
      assertThat(proxy.calls(Call.LISTING).size()).isGreaterThan(2);
      assertThat(proxy.calls(large).size()).isGreaterThan(3);
    }
  }

  private static void put(String folder) {
    for (int i = 0; i < FILES; i++) {
      world.put(folder + "/" + i, folder + " content " + i);
    }
    var content = new byte[LARGE];
    new Random(folder.hashCode()).nextBytes(content);
    world.put(folder + "/large", content);
  }

  private static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  /** One revision, whole, with every hash true, of which one event tells. */
  private static void assertGood(String name) {
    world.awaitJob(name, "done");
    assertThat(world.manifest(name)).hasSize(1 + FILES + 1);
    assertThat(world.pointers(name)).hasSize(1);
    var verification = world.verify(name);
    assertThat(verification.isGood()).as("%s: %s", name, verification.problems()).isTrue();
    assertThat(world.takeEvents(name)).hasSize(1);
  }

  private static void passes(Duration span) {
    var end = Instant.now().plus(span);
    await().atMost(span.multipliedBy(5)).until(() -> Instant.now().isAfter(end));
  }
}
