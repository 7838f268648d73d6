package io.bindery.router.batch;

import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import com.typesafe.config.ConfigFactory;
import io.bindery.router.announce.Announcer;
import io.bindery.router.announce.Announcers;
import io.bindery.router.announce.Target;
import io.bindery.router.policy.IgnorePrefixes;
import io.bindery.router.policy.PlainPolicies;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.Trigger;
import io.bindery.router.policy.UnknownBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;

/** One batch on Akka's test kit, with a clock, a scheduler and an announcer that the test moves. */
abstract class BatchFixture {
  final ActorTestKit kit =
      ActorTestKit.create(
          "BatchTest",
          ConfigFactory.parseString(
                  """
                  akka.actor.provider = local
                  # A busy machine takes its time to start the entity.
                  akka.actor.testkit.typed.single-expect-default = 60 s
                  """)
              .withFallback(EventSourcedBehaviorTestKit.config())
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));
  final ManualTime time = ManualTime.get(kit.system());

  static final BatchKey KEY = new BatchKey("lab-data", "run/1/");
  static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  static final Duration QUIET = Duration.ofMinutes(5);
  static final BatchSettings SETTINGS =
      new BatchSettings(100, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(8));

  final ManualClock clock = new ManualClock(START);
  final HeldBacklog backlog = new HeldBacklog();
  final RecordingAnnouncer announcer = new RecordingAnnouncer();
  final PolicyRegistry policies = new PolicyRegistry(policies(PlainPolicies.trigger(3, QUIET)));

  /** Read at each start: what is changed in it takes effect with a restart. */
  final AtomicReference<Map<Target, Announcer>> targets =
      new AtomicReference<>(Map.of(Target.EVENT_BUS, announcer));

  final TestProbe<ClusterSharding.ShardCommand> shard =
      kit.createTestProbe(ClusterSharding.ShardCommand.class);
  final EventSourcedBehaviorTestKit<BatchCommand, BatchEvent, BatchState> batch =
      EventSourcedBehaviorTestKit.create(kit.system(), behavior());

  @AfterEach
  void stopKit() {
    kit.shutdownTestKit();
  }

  private Behavior<BatchCommand> behavior() {
    return Behaviors.setup(
        context ->
            Batch.create(
                KEY.entityId(),
                shard.getRef(),
                new BatchParts(
                    clock,
                    policies,
                    new Announcers(targets.get(), () -> true),
                    SETTINGS,
                    backlog)));
  }

  static Policies policies(Trigger trigger) {
    return new Policies(
        Map.of(),
        PlainPolicies.policy("", IgnorePrefixes.of(List.of()), 2, trigger),
        UnknownBucket.REJECT);
  }

  CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<Done>> record(
      RecordedObject... objects) {
    return record(BatchEvents.created(Arrays.asList(objects)));
  }

  CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<Done>> record(
      Arrivals arrivals) {
    return batch.runCommand(replyTo -> new BatchCommand.RecordObjects(KEY, arrivals, replyTo));
  }

  static RecordedObject object(String name, long size, long secondsFromStart) {
    return new RecordedObject(
        name, size, START.plusSeconds(secondsFromStart).toEpochMilli(), Hashes.bits64(name));
  }

  /** Moves the wall clock and the scheduler. */
  void advance(Duration span) {
    clock.advance(span);
    time.timePasses(span);
  }

  BatchState state() {
    return batch.getState();
  }

  RecordingAnnouncer.Call call(int number) {
    return call(announcer, number);
  }

  static RecordingAnnouncer.Call call(RecordingAnnouncer announcer, int number) {
    await().until(() -> announcer.calls().size() > number);
    return announcer.calls().get(number);
  }

  void confirm(int number) {
    var call = call(number);
    call.answer().complete("event-" + number);
    await()
        .until(
            () ->
                state().unannounced().stream()
                    .noneMatch(closed -> closed.batchId().equals(call.batchId())));
  }

  static String persistenceId() {
    return Batch.ENTITY_TYPE + "|" + KEY.entityId();
  }

  /** A batch outside the test kit's own, for what the kit cannot ask. */
  ActorRef<BatchCommand> spawn() {
    batch.clear();
    return kit.spawn(behavior());
  }
}
