package io.bindery.platform.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Why a message is in the dead-letter queue, as its attribute {@value #ATTRIBUTE}. What SQS moved
 * there by itself has none.
 */
public final class Reason {
  static final String ATTRIBUTE = "reason";

  /** Of a message that was never in the queue beside the dead-letter queue: where it belongs. */
  static final String FOR = "for";

  private static final String TYPE = "String";
  private static final int MOST_CHARACTERS = 1_000;

  /** SQS's limit for a message, its attributes included. */
  private static final int MESSAGE_BYTES = 1 << 20;

  /** Shorter ones say nothing. */
  private static final int FEWEST_BYTES = 16;

  private Reason() {}

  /** The attributes of a message that is set aside: the reason must not push it over the limit. */
  public static Map<String, MessageAttributeValue> attributes(String body, String reason) {
    int room = MESSAGE_BYTES - bytes(body) - ATTRIBUTE.length() - TYPE.length();
    return room < FEWEST_BYTES ? Map.of() : Map.of(ATTRIBUTE, value(fitting(text(reason), room)));
  }

  /**
   * The same for a message that belongs into another queue than the one beside it.
   *
   * @param target what {@link DeadLetterQueue#others()} calls that queue
   */
  public static Map<String, MessageAttributeValue> attributesFor(
      String target, String body, String reason) {
    var attributes = new HashMap<>(attributes(body, reason));
    attributes.put(FOR, value(target));
    return attributes;
  }

  private static MessageAttributeValue value(String text) {
    return MessageAttributeValue.builder().dataType(TYPE).stringValue(text).build();
  }

  private static String fitting(String text, int room) {
    int end = text.length();
    while (bytes(text.substring(0, end)) > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }

  /** What SQS takes as the text of an attribute: no control characters, no half surrogates. */
  private static String text(String reason) {
    var text =
        reason
            .codePoints()
            .limit(MOST_CHARACTERS)
            .map(
                c ->
                    Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                        ? '?'
                        : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return text.isBlank() ? "no reason given" : text;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
