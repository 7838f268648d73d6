package io.bindery.router.announce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.OutQueue;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.quilt.s3.S3Uri;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks the packager for a package of the batch's folder, by a description with nothing but {@code
 * source_prefix} and {@code batch_id}. The first is a URI: where a rule of EventBridge pastes
 * bucket and prefix together, a prefix with {@code %}, {@code ?} or {@code #} in it names another
 * folder, or none.
 */
final class PackagerQueueAnnouncer implements Announcer {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final OutQueue queue;

  PackagerQueueAnnouncer(OutQueue queue) {
    this.queue = queue;
  }

  @Override
  public CompletionStage<String> announce(
      Announcement announcement, Instant closedAt, Optional<TraceContext> trace) {
    return queue.send(
        new OutMessage(
            description(announcement),
            Order.group(announcement),
            Order.batchId(announcement),
            trace));
  }

  static String description(Announcement announcement) {
    var folder = S3Uri.of(announcement.bucket(), announcement.prefix());
    var description = MAPPER.createObjectNode().put("source_prefix", folder.toString());
    announcement.batch().ifPresent(batch -> description.put("batch_id", batch.batchId()));
    try {
      return MAPPER.writeValueAsString(description);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A text can always be written.", e);
    }
  }
}
