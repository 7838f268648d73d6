package io.bindery.packager.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * The event with which a gateway tells that a refresh has ended. Format: "Getting notified about
 * file operations" in the Amazon S3 File Gateway User Guide.
 */
final class RefreshNotice {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SOURCE = "aws.storagegateway";
  private static final String COMPLETE = "refresh-complete";
  private static final int LONGEST_ID = 200;

  private RefreshNotice() {}

  /** Whether a message may be such an event: a look that costs little. */
  static boolean isLikely(String body) {
    return body.contains(SOURCE);
  }

  /**
   * Which refresh has ended.
   *
   * @return nothing if the message is no event of a gateway; an empty text if it is one of another
   *     kind, or broken
   */
  static Optional<String> read(String body) {
    JsonNode event;
    try {
      event = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!event.path("source").asText().equals(SOURCE)) {
      return Optional.empty();
    }
    var detail = event.path("detail");
    var id = detail.path("notification-id").asText();
    return Optional.of(
        detail.path("event-type").asText().equals(COMPLETE) && id.length() <= LONGEST_ID ? id : "");
  }
}
