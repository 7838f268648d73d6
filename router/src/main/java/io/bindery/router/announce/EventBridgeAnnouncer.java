package io.bindery.router.announce;

import io.bindery.platform.bus.BusEvent;
import io.bindery.platform.bus.EventBus;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Announces on an EventBridge bus, in the shape of Quilt's Event-Driven Packaging. */
final class EventBridgeAnnouncer implements Announcer {
  private final EventBus bus;
  private final AnnounceSettings settings;

  EventBridgeAnnouncer(EventBus bus, AnnounceSettings settings) {
    this.bus = bus;
    this.settings = settings;
  }

  @Override
  public CompletionStage<String> announce(
      Announcement announcement, Instant closedAt, Optional<TraceContext> trace) {
    return bus.put(
        new BusEvent(
            settings.source(),
            settings.detailType(),
            settings.detail(announcement),
            List.of(bucketArn(announcement)),
            closedAt,
            trace));
  }

  static String bucketArn(Announcement announcement) {
    return "arn:aws:s3:::" + announcement.bucket();
  }
}
