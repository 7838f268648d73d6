package io.bindery.router.announce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.announcement.Announcement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Publishes to an SNS topic the very text that EventBridge would have delivered to it: the whole
 * event, not the detail alone. Event-Driven Packaging puts its events on a bus whose rule has a
 * topic as its target, and users subscribe to that topic; what they wrote for it reads this.
 *
 * <p>The event's {@code id} is made from the batch's, and so is the same each time; it is another
 * one than EventBridge gives to the same announcement. Account and region are the topic's.
 */
final class TopicAnnouncer implements Announcer {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Topic topic;
  private final AnnounceSettings settings;
  private final String region;
  private final String account;

  TopicAnnouncer(Topic topic, String arn, AnnounceSettings settings) {
    this.topic = topic;
    this.settings = settings;
    // arn:aws:sns:REGION:ACCOUNT:NAME
    var parts = arn.split(":", -1);
    this.region = parts[3];
    this.account = parts[4];
  }

  @Override
  public CompletionStage<String> announce(
      Announcement announcement, Instant closedAt, Optional<TraceContext> trace) {
    return topic.publish(
        new OutMessage(
            event(announcement, closedAt),
            Order.group(announcement),
            Order.batchId(announcement),
            trace));
  }

  private String event(Announcement announcement, Instant closedAt) {
    var id = UUID.nameUUIDFromBytes(utf8(Order.batchId(announcement)));
    var event =
        MAPPER
            .createObjectNode()
            .put("version", "0")
            .put("id", id.toString())
            .put("detail-type", settings.detailType())
            .put("source", settings.source())
            .put("account", account)
            // EventBridge tells whole seconds.
            .put("time", closedAt.truncatedTo(ChronoUnit.SECONDS).toString())
            .put("region", region);
    event.putArray("resources").add(EventBridgeAnnouncer.bucketArn(announcement));
    try {
      event.set("detail", MAPPER.readTree(settings.detail(announcement)));
      return MAPPER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The detail of an announcement is JSON.", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
