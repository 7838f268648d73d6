package io.bindery.localaws.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.Faults;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.JsonErrors;
import io.bindery.localaws.http.Upstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A SendMessageBatch of the JSON protocol that meets a failure on order, if it is for its queue.
 */
final class FaultySend {
  private static final int MAX_BODY = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Upstream upstream;
  private final Faults faults;

  FaultySend(Upstream upstream, Faults faults) {
    this.upstream = upstream;
    this.faults = faults;
  }

  void carry(Exchange exchange) {
    try {
      byte[] body = exchange.readBody(MAX_BODY);
      ObjectNode call = (ObjectNode) new AwsRequest("", "", body).json();
      String url = call.path("QueueUrl").asText();
      Optional<Faults.SendFault> fault =
          faults.takeSendFault(url.substring(url.lastIndexOf('/') + 1));
      if (fault.isEmpty()) {
        exchange.answer(upstream.forward(exchange, body));
      } else if (fault.get().entry().isEmpty()) {
        exchange.answer(
            JsonErrors.body(fault.get().status(), fault.get().errorCode(), "Failed on order."));
      } else {
        exchange.answer(withoutEntry(exchange, call, fault.get()));
      }
    } catch (AwsError e) {
      exchange.answer(JsonErrors.body(e.status(), e.code(), e.getMessage()));
    } catch (IOException | RuntimeException e) {
      exchange.fail(e);
    }
  }

  /** The other entries are sent; without any the call does not go on. */
  private AwsResponse withoutEntry(Exchange exchange, ObjectNode call, Faults.SendFault fault)
      throws IOException {
    ArrayNode entries = (ArrayNode) call.path("Entries");
    int index = Math.min(fault.entry().orElseThrow(), entries.size() - 1);
    String id = entries.remove(index).path("Id").asText();
    ObjectNode answer = entries.isEmpty() ? empty() : sent(exchange, call);
    answer
        .withArray("Failed")
        .addObject()
        .put("Id", id)
        .put("Code", fault.errorCode())
        .put("SenderFault", fault.senderFault())
        .put("Message", "Refused on order.");
    return AwsResponse.json(200, answer);
  }

  private ObjectNode sent(Exchange exchange, ObjectNode call) throws IOException {
    Upstream.Answer answer = upstream.forward(exchange, bytes(call));
    if (!answer.ok()) {
      throw new AwsError(500, "InternalFailure", new String(answer.body(), StandardCharsets.UTF_8));
    }
    return (ObjectNode) JSON.readTree(answer.body());
  }

  private static byte[] bytes(ObjectNode call) throws JsonProcessingException {
    return JSON.writeValueAsBytes(call);
  }

  private static ObjectNode empty() {
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("Successful");
    return answer;
  }
}
