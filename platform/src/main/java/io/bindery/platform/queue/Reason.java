package io.bindery.platform.queue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Why a message is in the dead-letter queue, as its attribute {@value #ATTRIBUTE}. What SQS moved
 * there by itself has none.
 */
final class Reason {
  static final String ATTRIBUTE = "reason";

  private static final String TYPE = "String";
  private static final int MOST_CHARACTERS = 1_000;

  /** SQS's limit for a message, its attributes included. */
  private static final int MESSAGE_BYTES = 1 << 20;

  /** Shorter ones say nothing. */
  private static final int FEWEST_BYTES = 16;

  private Reason() {}

  /** The attributes of a message that is set aside: the reason must not push it over the limit. */
  static Map<String, MessageAttributeValue> attributes(Verdict.Part part) {
    int room = MESSAGE_BYTES - bytes(part.body()) - ATTRIBUTE.length() - TYPE.length();
    return room < FEWEST_BYTES
        ? Map.of()
        : Map.of(
            ATTRIBUTE,
            MessageAttributeValue.builder()
                .dataType(TYPE)
                .stringValue(fitting(text(part.reason()), room))
                .build());
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
