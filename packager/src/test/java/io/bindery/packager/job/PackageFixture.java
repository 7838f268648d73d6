package io.bindery.packager.job;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.Answer;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.protocol.description.PackageDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One package with a journal in memory, and work whose outcomes the test decides. */
abstract class PackageFixture {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final String POINTER = "s3://lab/.quilt/named_packages/a/b/1795255200";

  static ActorTestKit kit;

  final ScriptedWork work = new ScriptedWork();
  TestProbe<ClusterSharding.ShardCommand> shard;
  EventSourcedBehaviorTestKit<PackageCommand, PackageEvent, PackageState> entity;

  @BeforeAll
  static void startKit() {
    kit =
        ActorTestKit.create(
            EventSourcedBehaviorTestKit.config()
                .withFallback(
                    ConfigFactory.parseString(
                        """
                        akka.actor.provider = local
                        akka.remote.artery.enabled = off
                        # A busy machine takes its time to start the first entity.
                        akka.actor.testkit.typed.single-expect-default = 60 s
                        """))
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    shard = kit.createTestProbe();
    entity = entity(retry(3, Duration.ofHours(12)));
  }

  static RetryPolicy retry(int attempts, Duration refusedFor) {
    return new RetryPolicy(attempts, Duration.ofHours(1), Duration.ofHours(8), refusedFor);
  }

  EventSourcedBehaviorTestKit<PackageCommand, PackageEvent, PackageState> entity(
      RetryPolicy retry) {
    return EventSourcedBehaviorTestKit.create(
        kit.system(),
        Package.create(
            "test-" + System.nanoTime(),
            shard.ref(),
            work,
            new PackageLimits(2, retry, Duration.ofHours(1)),
            () -> NOW),
        // What the package tells itself never leaves the node.
        EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false));
  }

  /** One that is not {@link #entity}, to be stopped. */
  ActorRef<PackageCommand> spawn(String name) {
    return kit.spawn(
        Package.create(
            name,
            shard.ref(),
            work,
            new PackageLimits(2, retry(3, Duration.ofHours(12)), Duration.ofHours(1)),
            () -> NOW));
  }

  CommandResultWithReply<PackageCommand, PackageEvent, PackageState, Answer> accept(
      String messageId, String description) {
    return entity.runCommand(replyTo -> PackageEvents.accept(messageId, description, replyTo));
  }

  /** A job whose assembly is under way. */
  String begin(String messageId) {
    accept(messageId, description("x"));
    return JobId.of(messageId, description("x"));
  }

  /** A job that made a revision. */
  String revise(String messageId) {
    var id = begin(messageId);
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(POINTER)));
    entity.runCommand(new AnnounceDone(id, "e-1"));
    return id;
  }

  static String description(String folder) {
    return PackageDescription.parse(
            "{\"source_prefix\": \"s3://lab/%s/\", \"package_name\": \"a/b\"}".formatted(folder))
        .toJson();
  }
}
