package io.bindery.service.http;

import akka.http.javadsl.model.sse.ServerSentEvent;
import akka.util.ByteString;
import io.bindery.platform.feed.Change;
import io.bindery.platform.feed.FeedId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A change as it is sent: its bytes are made once for all clients.
 *
 * @param bytes of one server-sent event
 */
record Told(Change change, ByteString bytes) {
  /** A line that clients pass over. */
  static final ByteString COMMENT = ByteString.fromString(":\n\n");

  static Told of(Change change) {
    return new Told(change, event(change.type(), change.doc(), change.id()));
  }

  FeedId id() {
    return change.id();
  }

  /** The stream begins; what comes is after this. */
  static ByteString start(FeedId id) {
    return event(
        "start", "{\"v\":1,\"type\":\"start\",\"at\":\"%s\"}".formatted(Instant.now()), id);
  }

  /** Changes were missed. */
  static ByteString gap(String reason, FeedId id) {
    return event(
        "gap",
        "{\"v\":1,\"type\":\"gap\",\"reason\":\"%s\",\"at\":\"%s\"}"
            .formatted(reason, Instant.now()),
        id);
  }

  /**
   * Moves the place to which a client comes back, and dispatches no event: nothing of what happened
   * up to here is for it. The library has no such block, nor the comment.
   */
  static ByteString place(FeedId id) {
    return ByteString.fromString("id:%s\n\n".formatted(id.text()));
  }

  private static ByteString event(String type, String data, FeedId id) {
    var event =
        ServerSentEvent.create(
            data, Optional.of(type), Optional.of(id.text()), OptionalInt.empty());
    return ((akka.http.scaladsl.model.sse.ServerSentEvent) event).encode();
  }
}
