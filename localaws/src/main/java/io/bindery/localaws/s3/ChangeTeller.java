package io.bindery.localaws.s3;

import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.Upstream;
import java.time.Instant;

/** Tells what happened to objects to whoever a bucket's notification configuration names. */
final class ChangeTeller {
  private final Notifications notifications;
  private final Sequencer sequencer;
  private final ChangePublisher publisher;
  private final ObjectReader objects;
  private final String account;
  private final String region;

  ChangeTeller(
      Notifications notifications,
      Sequencer sequencer,
      ChangePublisher publisher,
      ObjectReader objects,
      String account,
      String region) {
    this.notifications = notifications;
    this.sequencer = sequencer;
    this.publisher = publisher;
    this.objects = objects;
    this.account = account;
    this.region = region;
  }

  /** Tells of a write that {@code answer} confirmed. The caller holds the object's lock. */
  void created(
      Exchange exchange, String bucket, String key, Upstream.Answer answer, String reason) {
    ObjectReader.Facts facts =
        answer.header("x-amz-object-size").isEmpty()
            ? objects.head(bucket, key)
            : ObjectReader.Facts.of(answer, answer.header("x-amz-object-size"));
    tell(
        exchange,
        new ObjectChange.Created(
            bucket, key, facts.size(), facts.etag(), facts.versionId(), reason));
  }

  /** Tells of a delete that was confirmed. The caller holds the object's lock. */
  void deleted(Exchange exchange, String bucket, String key, String versionId) {
    if (versionId.isEmpty()) {
      String marker = objects.latestDeleteMarker(bucket, key).orElse("");
      tell(exchange, new ObjectChange.Deleted(bucket, key, marker, !marker.isEmpty()));
    } else {
      tell(exchange, new ObjectChange.Deleted(bucket, key, versionId, false));
    }
  }

  /** Tells a queue or topic that it was configured. */
  void test(Notifications.Destination destination, String bucket, String requestId) {
    send(destination, ObjectEvents.test(bucket, requestId, Instant.now()).toString());
  }

  /** Hands the change over to all who want it; whoever it was for holds it when this returns. */
  private void tell(Exchange exchange, ObjectChange change) {
    Notifications.Configuration wanted = notifications.of(change.bucket());
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
