package io.bindery.bench.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/** An answer to be written. */
record Reply(int status, String errorCode, ByteBuf body) {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The system's attributes that a message can have. */
  private static final List<String> SYSTEM =
      List.of("ApproximateReceiveCount", "SentTimestamp", "AWSTraceHeader");

  static Reply of(ObjectNode json) {
    return new Reply(OK, "", bytes(json));
  }

  static Reply of(SqsError error) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("__type", "com.amazonaws.sqs#" + error.type()).put("message", error.getMessage());
    return new Reply(BAD_REQUEST, error.code() + ";Sender", bytes(json));
  }

  /** Messages with the attributes that were asked for. */
  static Reply of(List<Delivery> deliveries, Wanted wanted) {
    var body = Unpooled.buffer();
    if (deliveries.isEmpty()) {
      ascii(body, "{}");
      return new Reply(OK, "", body);
    }
    var before = "{\"Messages\":[{";
    for (var delivery : deliveries) {
      ascii(body, before);
      body.writeBytes(delivery.message().json());
      ascii(body, ",\"ReceiptHandle\":\"" + delivery.receipt() + "\"");
      system(body, delivery.message(), wanted);
      own(body, delivery.message(), wanted);
      before = "},{";
    }
    ascii(body, "}]}");
    return new Reply(OK, "", body);
  }

  private static void system(ByteBuf body, Message message, Wanted wanted) {
    var found = JsonNodeFactory.instance.objectNode();
    for (var name : SYSTEM) {
      if (Wanted.isNamed(wanted.system(), name) && !message.system(name).isEmpty()) {
        found.put(name, message.system(name));
      }
    }
    if (!found.isEmpty()) {
      ascii(body, ",\"Attributes\":");
      body.writeBytes(bytes(found));
    }
  }

  private static void own(ByteBuf body, Message message, Wanted wanted) {
    if (message.attributes().isEmpty()) {
      return;
    }
    var found = JsonNodeFactory.instance.objectNode();
    for (var attribute : message.attributes().properties()) {
      if (Wanted.isNamed(wanted.own(), attribute.getKey())) {
        found.set(attribute.getKey(), attribute.getValue());
      }
    }
    if (!found.isEmpty()) {
      ascii(body, ",\"MD5OfMessageAttributes\":\"" + AttributeSum.of(found) + "\"");
      ascii(body, ",\"MessageAttributes\":");
      body.writeBytes(bytes(found));
    }
  }

  private static void ascii(ByteBuf body, String text) {
    var unused = ByteBufUtil.writeAscii(body, text);
  }

  private static ByteBuf bytes(JsonNode json) {
    try {
      return Unpooled.wrappedBuffer(JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
