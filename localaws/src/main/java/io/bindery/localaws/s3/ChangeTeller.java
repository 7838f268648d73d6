package io.bindery.localaws.s3;

import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Version;
import java.time.Instant;

/** Tells what happened to objects to whoever a bucket's notification configuration names. */
final class ChangeTeller {
  private final Notifications notifications;
  private final Sequencer sequencer;
  private final ChangePublisher publisher;
  private final String account;
  private final String region;

  ChangeTeller(
      Notifications notifications,
      Sequencer sequencer,
      ChangePublisher publisher,
      String account,
      String region) {
    this.notifications = notifications;
    this.sequencer = sequencer;
    this.publisher = publisher;
    this.account = account;
    this.region = region;
  }

  /** Tells of a new version. The caller holds the object's lock. */
  void created(Exchange exchange, Bucket bucket, String key, Version version, String reason) {
    tell(
        exchange,
        new ObjectChange.Created(
            bucket.name(), key, version.size(), version.etag(), id(version), reason));
  }

  /** Tells of a version that is gone. The caller holds the object's lock. */
  void deleted(Exchange exchange, Bucket bucket, String key, Version version) {
    tell(exchange, new ObjectChange.Deleted(bucket.name(), key, id(version), false));
  }

  /** Tells of a delete marker that hides the object now. The caller holds the object's lock. */
  void hidden(Exchange exchange, Bucket bucket, String key, Version marker) {
    tell(exchange, new ObjectChange.Deleted(bucket.name(), key, id(marker), true));
  }

  /** Events do not name the null version. */
  private static String id(Version version) {
    return version.id().equals(Version.NULL) ? "" : version.id();
  }

  /** Tells a queue or topic that it was configured. */
  void test(Notifications.Destination destination, String bucket, String requestId) {
    send(destination, ObjectEvents.test(bucket, requestId, Instant.now()).toString());
  }

  /** Hands the change over to all who want it; whoever it was for holds it when this returns. */
  private void tell(Exchange exchange, ObjectChange change) {
    Notifications.Configuration wanted = notifications.of(change.bucket());
    if (wanted.silent()) {
      return;
    }
    ObjectEvents.Context context =
        new ObjectEvents.Context(
            account,
            region,
            Instant.now(),
            sequencer.next(),
            exchange.requestId(),
            exchange.remoteAddress());
    if (wanted.eventBridge()) {
      publisher.toEventBridge(ObjectEvents.event(change, context));
    }
    for (Notifications.Destination destination : wanted.destinations()) {
      if (destination.wants(change.notificationName(), change.key())) {
        send(destination, ObjectEvents.records(change, context, destination.id()).toString());
      }
    }
  }

  private void send(Notifications.Destination destination, String message) {
    if (destination.isQueue()) {
      publisher.toQueue(destination.arn(), message);
    } else {
      publisher.toTopic(destination.arn(), message);
    }
  }
}
