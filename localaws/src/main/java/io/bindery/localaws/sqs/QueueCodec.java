package io.bindery.localaws.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.elasticmq.BinaryMessageAttribute;
import org.elasticmq.CreateQueueData;
import org.elasticmq.DeadLettersQueueData;
import org.elasticmq.DeduplicationId;
import org.elasticmq.MessageAttribute;
import org.elasticmq.MessageContent;
import org.elasticmq.MillisVisibilityTimeout;
import org.elasticmq.NeverReceived$;
import org.elasticmq.NumberMessageAttribute;
import org.elasticmq.OnDateTimeReceived;
import org.elasticmq.QueueData;
import org.elasticmq.StringMessageAttribute;
import org.elasticmq.TracingId;
import org.elasticmq.actor.queue.InternalMessage;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** ElasticMQ's queues and messages to JSON and back. */
final class QueueCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A queue as kept; times in milliseconds. */
  record StoredQueue(
      String name,
      long visibilityMillis,
      long delayMillis,
      long waitMillis,
      long created,
      long modified,
      String deadLetters,
      int maxReceives,
      boolean fifo,
      boolean contentDeduplication,
      Map<String, String> tags) {}

  /** An attribute of a message as kept; binary values in base64. */
  record StoredAttribute(String kind, String value, String custom) {}

  /** A message as kept; times in milliseconds. */
  record StoredMessage(
      String id,
      List<String> receipts,
      long nextDelivery,
      String content,
      Map<String, StoredAttribute> attributes,
      long created,
      int order,
      Long firstReceive,
      int receives,
      boolean fifo,
      String group,
      String deduplication,
      String tracing,
      String sequence,
      String deadLetterSource) {}

  private QueueCodec() {}

  static String encode(QueueData queue) {
    Optional<DeadLettersQueueData> dead = OptionConverters.toJava(queue.deadLettersQueue());
    return write(
        new StoredQueue(
            queue.name(),
            queue.defaultVisibilityTimeout().millis(),
            queue.delay().toMillis(),
            queue.receiveMessageWait().toMillis(),
            millis(queue.created()),
            millis(queue.lastModified()),
            dead.map(DeadLettersQueueData::name).orElse(null),
            dead.map(DeadLettersQueueData::maxReceiveCount).orElse(0),
            queue.isFifo(),
            queue.hasContentBasedDeduplication(),
            new TreeMap<>(CollectionConverters.asJava(queue.tags()))));
  }

  static StoredQueue queue(String json) {
    return read(json, StoredQueue.class);
  }

  static CreateQueueData toCreate(StoredQueue queue) {
    Option<DeadLettersQueueData> dead =
        queue.deadLetters() == null
            ? Option.empty()
            : Option.apply(new DeadLettersQueueData(queue.deadLetters(), queue.maxReceives()));
    return new CreateQueueData(
        queue.name(),
        Option.apply(new MillisVisibilityTimeout(queue.visibilityMillis())),
        Option.apply(Duration.ofMillis(queue.delayMillis())),
        Option.apply(Duration.ofMillis(queue.waitMillis())),
        Option.apply(time(queue.created())),
        Option.apply(time(queue.modified())),
        dead,
        queue.fifo(),
        queue.contentDeduplication(),
        Option.empty(),
        Option.empty(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(queue.tags())));
  }

  static String encode(InternalMessage message) {
    Map<String, StoredAttribute> attributes = new TreeMap<>();
    CollectionConverters.asJava(message.messageAttributes())
        .forEach((name, value) -> attributes.put(name, stored(value)));
    Long firstReceive =
        message.firstReceive() instanceof OnDateTimeReceived received
            ? Long.valueOf(millis(received.when()))
            : null;
    return write(
        new StoredMessage(
            message.id(),
            receipts(message),
            message.nextDelivery(),
            message.content().value(),
            attributes,
            millis(message.created()),
            message.orderIndex(),
            firstReceive,
            message.receiveCount(),
            message.isFifo(),
            orNull(message.messageGroupId()),
            OptionConverters.toJava(message.messageDeduplicationId())
                .map(DeduplicationId::id)
                .orElse(null),
            OptionConverters.toJava(message.tracingId()).map(TracingId::id).orElse(null),
            orNull(message.sequenceNumber()),
            orNull(message.deadLetterSourceQueueName())));
  }

  /**
   * ElasticMQ's queue goes on appending to this very buffer while it is read here: an iterator
   * would notice and fail, what was there at the start can be read by index.
   */
  private static List<String> receipts(InternalMessage message) {
    var receipts = message.deliveryReceipts();
    int count = receipts.length();
    List<String> copy = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      copy.add(receipts.apply(i));
    }
    return copy;
  }

  static InternalMessage message(String json) {
    StoredMessage message = read(json, StoredMessage.class);
    Map<String, MessageAttribute> attributes = new TreeMap<>();
    message.attributes().forEach((name, value) -> attributes.put(name, attribute(value)));
    return new InternalMessage(
        message.id(),
        CollectionConverters.asScala(new ArrayList<>(message.receipts())),
        message.nextDelivery(),
        new MessageContent(message.content()),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(attributes)),
        time(message.created()),
        message.order(),
        message.firstReceive() == null
            ? NeverReceived$.MODULE$
            : new OnDateTimeReceived(time(message.firstReceive())),
        message.receives(),
        message.fifo(),
        Option.apply(message.group()),
        Option.apply(message.deduplication()).map(DeduplicationId::new),
        Option.apply(message.tracing()).map(TracingId::new),
        Option.apply(message.sequence()),
        Option.apply(message.deadLetterSource()));
  }

  private static StoredAttribute stored(MessageAttribute attribute) {
    if (attribute instanceof StringMessageAttribute text) {
      return new StoredAttribute("String", text.stringValue(), orNull(text.customType()));
    }
    if (attribute instanceof NumberMessageAttribute number) {
      return new StoredAttribute("Number", number.stringValue(), orNull(number.customType()));
    }
    if (attribute instanceof BinaryMessageAttribute binary) {
      return new StoredAttribute("Binary", binary.asBase64(), orNull(binary.customType()));
    }
    throw new IllegalArgumentException("An attribute of an unknown kind: " + attribute);
  }

  static MessageAttribute attribute(StoredAttribute stored) {
    Option<String> custom = Option.apply(stored.custom());
    return switch (stored.kind()) {
      case "String" -> new StringMessageAttribute(stored.value(), custom);
      case "Number" -> new NumberMessageAttribute(stored.value(), custom);
      case "Binary" -> BinaryMessageAttribute.fromBase64(stored.value(), custom);
      default -> throw new IllegalArgumentException("An attribute of an unknown kind: " + stored);
    };
  }

  private static String orNull(Option<String> option) {
    return option.isDefined() ? option.get() : null;
  }

  private static long millis(OffsetDateTime time) {
    return time.toInstant().toEpochMilli();
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored queue or message cannot be read: " + json, e);
    }
  }
}
