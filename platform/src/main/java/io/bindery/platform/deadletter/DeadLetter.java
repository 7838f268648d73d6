package io.bindery.platform.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message that could not be handled.
 *
 * @param id SQS's
 * @param movedBy who put it here
 * @param reason as Bindery said it; absent unless it did
 * @param sentAt when it was sent: to this queue by Bindery, to its first queue otherwise
 * @param bytes of its body
 * @param attributes that it has beside the reason, those that are texts
 * @param body or its beginning
 */
public record DeadLetter(
    String id,
    MovedBy movedBy,
    Optional<String> reason,
    Optional<Instant> sentAt,
    int bytes,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> attributes,
    String body) {

  /** Who put a message into a dead-letter queue. */
  public enum MovedBy {
    /** It can never be handled, as the reason says. */
    BINDERY,
    /** It was received too often without being handled; that says nothing about the message. */
    SQS,
    /** It has neither a reason nor a mark of SQS. */
    UNKNOWN
  }

  private static final int BEGINNING = 200;

  /** The whole of it. */
  static DeadLetter of(Message message) {
    var reason =
        Optional.ofNullable(message.messageAttributes().get(Reason.ATTRIBUTE))
            .map(value -> value.stringValue());
    var attributes = new TreeMap<String, String>();
    message
        .messageAttributes()
        .forEach(
            (name, value) -> {
              if (!name.equals(Reason.ATTRIBUTE) && value.stringValue() != null) {
                attributes.put(name, value.stringValue());
              }
            });
    return new DeadLetter(
        message.messageId(),
        movedBy(message, reason),
        reason,
        Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP))
            .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))),
        message.body().getBytes(StandardCharsets.UTF_8).length,
        attributes,
        message.body());
  }

  /**
   * SQS marks what it moves, and a message of ours that it moved again later has still a reason.
   */
  private static MovedBy movedBy(Message message, Optional<String> reason) {
    if (reason.isPresent()) {
      return MovedBy.BINDERY;
    }
    return message.attributes().containsKey(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN)
        ? MovedBy.SQS
        : MovedBy.UNKNOWN;
  }

  /** With the beginning of its body only. */
  DeadLetter shortened() {
    return body.length() <= BEGINNING
        ? this
        : new DeadLetter(
            id, movedBy, reason, sentAt, bytes, attributes, beginning(body, BEGINNING));
  }

  /** So many characters, none of them cut in two. */
  static String beginning(String text, int characters) {
    int end = Math.min(text.length(), characters);
    return text.substring(
        0,
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
            ? end - 1
            : end);
  }
}
