package io.bindery.router.announce;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.bus.EventBus;
import io.bindery.platform.bus.OutQueue;
import io.bindery.platform.bus.Topic;
import io.bindery.protocol.announcement.Announcement;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
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
  private final Map<Target, Announcer> byTarget;
  private final BooleanSupplier packages;

  /**
   * @param byTarget at least one
   */
  public Announcers(Map<Target, Announcer> byTarget) {
    this(byTarget, () -> true);
  }

  private Announcers(Map<Target, Announcer> byTarget, BooleanSupplier packages) {
    this.packages = packages;
    this.byTarget = Collections.unmodifiableMap(new EnumMap<>(byTarget));
  }

  /**
   * The announcers that the settings ask for; their calls end with the system.
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
    var queue = settings.packagerQueueUrl().or(() -> packagerQueueUrl);
    var targets = new ArrayList<>(settings.targets());
    if (settings.mode() == AnnounceSettings.Mode.LIVE
        && queue.isPresent()
        && !targets.contains(Target.PACKAGER_QUEUE)) {
      targets.add(Target.PACKAGER_QUEUE);
    }
    for (var target : targets) {
      announcers.put(
          target,
          switch (target) {
            case EVENT_BUS -> eventBus(system, aws, settings, settings.bus().orElseThrow());
            case SHADOW_BUS -> eventBus(system, aws, settings, settings.shadowBus().orElseThrow());
            case TOPIC -> {
              var arn = settings.topicArn().orElseThrow();
              yield new TopicAnnouncer(new Topic(system, aws.sns(), arn), arn, settings);
            }
            case PACKAGER_QUEUE -> {
              var url = queue.orElseThrow().toString();
              yield new PackagerQueueAnnouncer(new OutQueue(system, aws.sqs(), url));
            }
          });
    }
    return new Announcers(announcers, packages);
  }

  private static Announcer eventBus(
      ActorSystem<?> system, AwsClients aws, AnnounceSettings settings, String name) {
    return new EventBridgeAnnouncer(new EventBus(system, aws.eventBridge()), name, settings);
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
      Target target, Announcement announcement, Instant closedAt) {
    try {
      return byTarget.get(target).announce(announcement, closedAt);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
