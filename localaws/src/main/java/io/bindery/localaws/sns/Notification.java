package io.bindery.localaws.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.sns.Topics.Subscription;
import io.bindery.localaws.sqs.SqsService.Attribute;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * A published message and the JSON that subscribers get, in the form of the developer guide's
 * "Parsing message formats". It is not signed: the fields of the signature say so.
 *
 * @param subject "" if none
 * @param structured whether the message holds a text for each protocol
 * @param traceHeader of X-Ray; "" if none
 */
record Notification(
    String messageId,
    String topicArn,
    String subject,
    String message,
    boolean structured,
    Map<String, Attribute> attributes,
    String traceHeader,
    Instant time) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter PRETTY =
      JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String UNSIGNED = "UNSIGNED";

  /** The text for subscribers of that protocol. */
  String text(String protocol) {
    if (!structured) {
      return message;
    }
    try {
      JsonNode texts = JSON.readTree(message);
      JsonNode text = texts.path(protocol);
      return (text.isTextual() ? text : texts.path("default")).asText();
    } catch (JsonProcessingException e) {
      throw Form.invalid("Message Structure - JSON message body failed to parse");
    }
  }

  /** The envelope of a message. */
  String envelope(Subscription subscription, URI endpoint) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("Type", "Notification")
            .put("MessageId", messageId)
            .put("TopicArn", topicArn);
    if (!subject.isEmpty()) {
      node.put("Subject", subject);
    }
    node.put("Message", text(subscription.protocol())).put("Timestamp", TIME.format(time));
    sign(node, endpoint);
    node.put(
        "UnsubscribeURL",
        endpoint + "/?Action=Unsubscribe&SubscriptionArn=" + encode(subscription.arn()));
    if (!attributes.isEmpty()) {
      ObjectNode map = node.putObject("MessageAttributes");
      attributes.forEach(
          (name, a) -> map.putObject(name).put("Type", a.type()).put("Value", a.value()));
    }
    return pretty(node);
  }

  /** What an HTTP endpoint gets that has just been subscribed. */
  static String confirmation(
      Subscription subscription, String messageId, Instant time, URI endpoint) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("Type", "SubscriptionConfirmation")
            .put("MessageId", messageId)
            .put("Token", subscription.token())
            .put("TopicArn", subscription.topicArn())
            .put(
                "Message",
                "You have chosen to subscribe to the topic "
                    + subscription.topicArn()
                    + ".\nTo confirm the subscription, visit the SubscribeURL included in this"
                    + " message.")
            .put(
                "SubscribeURL",
                endpoint
                    + "/?Action=ConfirmSubscription&TopicArn="
                    + encode(subscription.topicArn())
                    + "&Token="
                    + encode(subscription.token()))
            .put("Timestamp", TIME.format(time));
    sign(node, endpoint);
    return pretty(node);
  }

  private static void sign(ObjectNode node, URI endpoint) {
    node.put("SignatureVersion", "1")
        .put("Signature", UNSIGNED)
        .put("SigningCertURL", endpoint + "/" + UNSIGNED + ".pem");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String pretty(ObjectNode node) {
    try {
      return PRETTY.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
