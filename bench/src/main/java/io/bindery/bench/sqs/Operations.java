package io.bindery.bench.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What is asked of SQS, by the names of the operations. */
final class Operations {
  private static final int MOST_ENTRIES = 10;
  private static final int MOST_WAIT_SECONDS = 20;
  private static final int VISIBILITY_SECONDS = 30;
  private static final int MOST_VISIBILITY_SECONDS = 12 * 60 * 60;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Queues queues;

  Operations(Queues queues) {
    this.queues = queues;
  }

  /**
   * Answers one request, at once or later.
   *
   * @param host where the client has reached this
   * @param gone whether nobody waits for the answer any more
   * @param reply is given the answer, once
   * @throws SqsError if the request is refused; then there is no answer
   */
  void answer(
      String operation,
      JsonNode request,
      String host,
      BooleanSupplier gone,
      Consumer<Reply> reply) {
    if (operation.equals("ReceiveMessage")) {
      receive(request, gone, reply);
    } else {
      reply.accept(Reply.of(answer(operation, request, host)));
    }
  }

  private ObjectNode answer(String operation, JsonNode request, String host) {
    return switch (operation) {
      case "CreateQueue" -> {
        var unused = queues.create(request.path("QueueName").asText());
        yield url(request, host);
      }
      case "GetQueueUrl" -> {
        var unused = queue(request.path("QueueName"));
        yield url(request, host);
      }
      case "GetQueueAttributes" -> attributes(request);
      case "SendMessage" -> send(queue(request), request);
      case "SendMessageBatch" -> each(request, entry -> send(queue(request), entry));
      case "DeleteMessage" -> {
        queue(request).delete(request.path("ReceiptHandle").asText());
        yield JSON.objectNode();
      }
      case "DeleteMessageBatch" -> {
        var queue = queue(request);
        yield each(
            request,
            entry -> {
              queue.delete(entry.path("ReceiptHandle").asText());
              return JSON.objectNode();
            });
      }
      case "ChangeMessageVisibility" -> hide(queue(request), request);
      case "ChangeMessageVisibilityBatch" -> {
        var queue = queue(request);
        yield each(request, entry -> hide(queue, entry));
      }
      default -> throw SqsError.unknown(operation);
    };
  }

  private Queue queue(JsonNode request) {
    return queues.at((request.isTextual() ? request : request.path("QueueUrl")).asText());
  }

  private static ObjectNode url(JsonNode request, String host) {
    var path = Queues.path(request.path("QueueName").asText());
    return JSON.objectNode().put("QueueUrl", "http://" + host + path);
  }

  private void receive(JsonNode request, BooleanSupplier gone, Consumer<Reply> reply) {
    var wanted = Wanted.of(request);
    queue(request)
        .receive(
            new Receive(
                number(request, "MaxNumberOfMessages", 1, 1, MOST_ENTRIES),
                Duration.ofSeconds(number(request, "WaitTimeSeconds", 0, 0, MOST_WAIT_SECONDS)),
                hidden(request),
                gone,
                messages -> reply.accept(Reply.of(messages, wanted))));
  }

  private static Duration hidden(JsonNode request) {
    return Duration.ofSeconds(
        number(request, "VisibilityTimeout", VISIBILITY_SECONDS, 0, MOST_VISIBILITY_SECONDS));
  }

  private static ObjectNode send(Queue queue, JsonNode request) {
    var attributes = object(request, "MessageAttributes");
    var system = object(request, "MessageSystemAttributes");
    var message = Message.of(request.path("MessageBody").asText(), attributes, system);
    queue.add(List.of(message));
    var answer = JSON.objectNode();
    answer.put("MessageId", message.id()).put("MD5OfMessageBody", message.bodyMd5());
    if (!attributes.isEmpty()) {
      answer.put("MD5OfMessageAttributes", AttributeSum.of(attributes));
    }
    if (!system.isEmpty()) {
      answer.put("MD5OfMessageSystemAttributes", AttributeSum.of(system));
    }
    return answer;
  }

  private static ObjectNode hide(Queue queue, JsonNode request) {
    queue.hide(request.path("ReceiptHandle").asText(), hidden(request));
    return JSON.objectNode();
  }

  private ObjectNode attributes(JsonNode request) {
    var url = request.path("QueueUrl").asText();
    var queue = queues.at(url);
    var all = new LinkedHashMap<String, String>();
    all.put("QueueArn", Queues.arn(url));
    all.put("ApproximateNumberOfMessages", Integer.toString(queue.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(queue.held()));
    all.put("ApproximateNumberOfMessagesDelayed", "0");
    all.put("VisibilityTimeout", Integer.toString(VISIBILITY_SECONDS));
    var asked = Wanted.names(request, "AttributeNames");
    var answer = JSON.objectNode();
    var found = answer.putObject("Attributes");
    all.forEach(
        (name, value) -> {
          if (Wanted.isNamed(asked, name)) {
            found.put(name, value);
          }
        });
    return answer;
  }

  /** What is done for one entry of a batch. */
  @FunctionalInterface
  private interface Entry {
    ObjectNode answer(JsonNode entry);
  }

  private static ObjectNode each(JsonNode request, Entry one) {
    var entries = request.path("Entries");
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw SqsError.entries(entries.size());
    }
    var ids = new HashSet<String>();
    for (var entry : entries) {
      if (!ids.add(entry.path("Id").asText())) {
        throw SqsError.value("Two entries of the batch have the id " + entry.path("Id") + ".");
      }
    }
    var answer = JSON.objectNode();
    var successful = answer.putArray("Successful");
    var failed = answer.putArray("Failed");
    for (var entry : entries) {
      try {
        var done = one.answer(entry);
        done.set("Id", entry.path("Id"));
        successful.add(done);
      } catch (SqsError e) {
        failed
            .addObject()
            .put("Id", entry.path("Id").asText())
            .put("Code", e.code())
            .put("Message", e.getMessage())
            .put("SenderFault", true);
      }
    }
    return answer;
  }

  private static ObjectNode object(JsonNode request, String field) {
    return Optional.of(request.path(field))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .orElseGet(JSON::objectNode);
  }

  private static int number(JsonNode request, String field, int otherwise, int least, int most) {
    int number = request.path(field).asInt(otherwise);
    if (number < least || number > most) {
      throw SqsError.value("%s is %d, and must be %d to %d.".formatted(field, number, least, most));
    }
    return number;
  }
}
