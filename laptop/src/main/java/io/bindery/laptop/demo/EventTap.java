package io.bindery.laptop.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A queue that gets a copy of each event of one kind, as any subscriber of the bus could have. */
final class EventTap {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int POLL_SECONDS = 2;

  private final SqsClient sqs;
  private final String url;

  EventTap(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
  }

  /**
   * Waits for the next event.
   *
   * @param what the event's name for the error
   */
  JsonNode next(String what, Duration patience) {
    var deadline = Instant.now().plus(patience);
    while (Instant.now().isBefore(deadline)) {
      var messages =
          sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(POLL_SECONDS)).messages();
      if (!messages.isEmpty()) {
        var message = messages.get(0);
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
        return parsed(message.body());
      }
    }
    throw new CommandException(
        ExitCode.FAILED, "No %s came within %d s.".formatted(what, patience.toSeconds()));
  }

  static String pretty(JsonNode event) {
    return event.toPrettyString();
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.FAILED, "An event is not JSON: %s".formatted(e.getOriginalMessage()), e);
    }
  }
}
