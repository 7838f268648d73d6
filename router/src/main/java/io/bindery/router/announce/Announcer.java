package io.bindery.router.announce;

import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Announces a closed batch to one target. */
@FunctionalInterface
public interface Announcer {
  /**
   * Announces a batch. It may be called again for the same batch: the announcement carries the
   * batch's id, so that a consumer can drop the second one.
   *
   * @param announcement with the facts of the batch
   * @param closedAt when the batch was closed
   * @param trace where the announcement belongs in a trace
   * @return the id of the event, once the receiver has confirmed it; a failure means it may or may
   *     not have been received
   */
  CompletionStage<String> announce(
      Announcement announcement, Instant closedAt, Optional<TraceContext> trace);
}
