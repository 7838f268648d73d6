package io.bindery.router.announce;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.bus.EventBus;
import io.bindery.platform.bus.OutQueue;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.health.Kind;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.Watch;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The announcers of all targets that are configured. */
public final class Announcers {
  private static final String SECTION = "bindery.router.announce";

  private final Map<Target, Announcer> byTarget;
  private final BooleanSupplier packages;

  /**
   * @param byTarget at least one
   * @param packages whether batches go to the packager's queue now
   */
  public Announcers(Map<Target, Announcer> byTarget, BooleanSupplier packages) {
    this.packages = packages;
    this.byTarget = Collections.unmodifiableMap(new EnumMap<>(byTarget));
  }

  /**
   * The announcers that the settings ask for; their calls end with the system. Each target is
   * looked at from now on.
   *
   * @param packagerQueueUrl the packager's queue, where the settings name none
   * @param packages whether batches that close now go to the packager's queue
   */
  public static Announcers start(
      ActorSystem<?> system,
      AwsClients aws,
      AnnounceSettings settings,
      Optional<URI> packagerQueueUrl,
      BooleanSupplier packages) {
    var announcers = new EnumMap<Target, Announcer>(Target.class);
    looks(aws, settings, packagerQueueUrl)
        .forEach(
            (target, look) ->
                announcers.put(
                    target, announcer(system, aws, settings, target, Watch.start(system, look))));
    return new Announcers(announcers, packages);
  }

  private static Announcer announcer(
      ActorSystem<?> system,
      AwsClients aws,
      AnnounceSettings settings,
      Target target,
      Watch watch) {
    var name = watch.part().dependency().value();
    return switch (target) {
      case EVENT_BUS, SHADOW_BUS ->
          new EventBridgeAnnouncer(new EventBus(system, aws.eventBridge(), watch), settings);
      case TOPIC -> new TopicAnnouncer(new Topic(system, aws.sns(), watch.part()), name, settings);
      case PACKAGER_QUEUE ->
          new PackagerQueueAnnouncer(new OutQueue(system, aws.sqsSending(), watch.part()));
    };
  }

  /**
   * How each target that the settings ask for is looked at.
   *
   * @param packagerQueueUrl the packager's queue, where the settings name none
   */
  public static Map<Target, Look> looks(
      AwsClients aws, AnnounceSettings settings, Optional<URI> packagerQueueUrl) {
    var looks = new EnumMap<Target, Look>(Target.class);
    var at = new AwsLooks(aws);
    for (var target : settings.targets()) {
      looks.put(
          target,
          switch (target) {
            case EVENT_BUS ->
                at.bus("router.announce.bus", SECTION + ".bus", settings.bus().orElseThrow());
            case SHADOW_BUS ->
                at.bus(
                    "router.announce.shadow-bus",
                    SECTION + ".shadow-bus",
                    settings.shadowBus().orElseThrow());
            case TOPIC ->
                at.topic(
                    "router.announce.topic",
                    SECTION + ".topic-arn",
                    settings.topicArn().orElseThrow(),
                    true);
            case PACKAGER_QUEUE ->
                packagerQueue(
                    at, SECTION + ".packager-queue-url", settings.packagerQueueUrl().orElseThrow());
          });
    }
    if (settings.mode() == AnnounceSettings.Mode.LIVE) {
      packagerQueueUrl.ifPresent(
          url ->
              looks.computeIfAbsent(
                  Target.PACKAGER_QUEUE,
                  target -> packagerQueue(at, "bindery.router.sources.packager-queue-url", url)));
    }
    return looks;
  }

  private static Look packagerQueue(AwsLooks at, String setting, URI url) {
    return at.sentTo("router.packager-queue", Kind.QUEUE, setting, url.toString());
  }

  /** The targets that can be reached, in the order of the enum. */
  public List<Target> targets() {
    return List.copyOf(byTarget.keySet());
  }

  /** Those that a batch which closes now goes to. */
  public List<Target> wanted() {
    return byTarget.keySet().stream()
        .filter(target -> target != Target.PACKAGER_QUEUE || packages.getAsBoolean())
        .toList();
  }

  /**
   * Announces a batch to one of {@link #targets()}; see {@link Announcer#announce}. The stage may
   * fail; nothing is thrown.
   */
  public CompletionStage<String> announce(
      Target target, Announcement announcement, Instant closedAt, Optional<TraceContext> trace) {
    try {
      return byTarget.get(target).announce(announcement, closedAt, trace);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
