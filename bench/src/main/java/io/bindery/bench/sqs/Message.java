package io.bindery.bench.sqs;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** A message, of which all that never changes is kept as it is sent. */
final class Message {
  private static final String TRACE_HEADER = "AWSTraceHeader";

  private final String id;
  private final String bodyMd5;
  private final byte[] json;
  private final ObjectNode attributes;
  private final ObjectNode systemAttributes;
  private final long sentMillis;
  private int receives;

  private Message(String body, ObjectNode attributes, ObjectNode systemAttributes) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    this.id = UUID.randomUUID().toString();
    this.bodyMd5 = ByteBufUtil.hexDump(md5().digest(bytes));
    this.attributes = attributes;
    this.systemAttributes = systemAttributes;
    this.sentMillis = System.currentTimeMillis();
    var quoted = new String(JsonStringEncoder.getInstance().quoteAsString(body));
    this.json =
        "\"MessageId\":\"%s\",\"MD5OfBody\":\"%s\",\"Body\":\"%s\""
            .formatted(id, bodyMd5, quoted)
            .getBytes(StandardCharsets.UTF_8);
  }

  /** A message of now without attributes. */
  static Message of(String body) {
    return of(body, JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
  }

  /** A message of now. */
  static Message of(String body, ObjectNode attributes, ObjectNode systemAttributes) {
    return new Message(body, attributes, systemAttributes);
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String id() {
    return id;
  }

  String bodyMd5() {
    return bodyMd5;
  }

  /** Its id, the sum of its body and the body, as members of a JSON object. */
  byte[] json() {
    return json;
  }

  /** What its sender gave it beside the body. */
  ObjectNode attributes() {
    return attributes;
  }

  /** What its sender gave to the system. */
  ObjectNode systemAttributes() {
    return systemAttributes;
  }

  /** It is handed out once more. */
  void received() {
    receives++;
  }

  /** An attribute that SQS gives it; empty if it has none of this name. */
  String system(String name) {
    return switch (name) {
      case "ApproximateReceiveCount" -> Integer.toString(receives);
      case "SentTimestamp" -> Long.toString(sentMillis);
      case TRACE_HEADER -> systemAttributes.path(TRACE_HEADER).path("StringValue").asText();
      default -> "";
    };
  }
}
