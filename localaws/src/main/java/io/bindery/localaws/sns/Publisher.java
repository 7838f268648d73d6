package io.bindery.localaws.sns;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.sns.Topics.Subscription;
import io.bindery.localaws.sqs.SqsService;
import io.bindery.localaws.sqs.SqsService.Attribute;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to subscribers: to queues at once, to HTTP endpoints behind the caller's back. */
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int MAX_BYTES = 256 << 10;
  private static final int MAX_SUBJECT = 100;
  private static final int MAX_BATCH = 10;

  private final SqsService sqs;
  private final HttpDelivery http = new HttpDelivery();
  private final URI endpoint;

  Publisher(SqsService sqs, URI endpoint) {
    this.sqs = sqs;
    this.endpoint = endpoint;
  }

  static Notification plain(String topicArn, String message, String traceHeader) {
    return new Notification(
        UUID.randomUUID().toString(),
        topicArn,
        "",
        message,
        false,
        Map.of(),
        traceHeader,
        Instant.now());
  }

  /** A message from the parameters of Publish or of an entry of PublishBatch. */
  static Notification parse(String topicArn, Form form) {
    String message = form.require("Message");
    String subject = form.get("Subject");
    if (message.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw Form.invalid("Message too long");
    }
    if (subject.length() > MAX_SUBJECT || subject.contains("\n")) {
      throw Form.invalid("Subject");
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (Form entry : form.list("MessageAttributes.entry")) {
      String type = entry.require("Value.DataType");
      String value =
          type.startsWith("Binary")
              ? entry.require("Value.BinaryValue")
              : entry.require("Value.StringValue");
      attributes.put(entry.require("Name"), new Attribute(type, value));
    }
    Notification notification =
        new Notification(
            UUID.randomUUID().toString(),
            topicArn,
            subject,
            message,
            form.get("MessageStructure").equals("json"),
            attributes,
            "",
            Instant.now());
    notification.text("default"); // refuses a structure that cannot be read
    return notification;
  }

  void publish(Notification notification, List<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      if (subscription.confirmed()) {
        deliver(notification, subscription);
      }
    }
  }

  private void deliver(Notification notification, Subscription to) {
    String body = to.raw() ? notification.text(to.protocol()) : notification.envelope(to, endpoint);
    if (!to.protocol().equals("sqs")) {
      http.send(to, "Notification", notification.messageId(), to.raw(), body);
      return;
    }
    try {
      sqs.send(
          to.endpoint(),
          new SqsService.Message(
              body,
              to.raw() ? notification.attributes() : Map.of(),
              "",
              notification.traceHeader()));
    } catch (AwsError e) {
      // As SNS does: the publisher is not told of a subscriber that fails.
      LOG.warn("{} did not take a message: {}", to.endpoint(), e.getMessage());
    }
  }

  void askForConfirmation(Subscription subscription) {
    String messageId = UUID.randomUUID().toString();
    http.send(
        subscription,
        "SubscriptionConfirmation",
        messageId,
        false,
        Notification.confirmation(subscription, messageId, Instant.now(), endpoint));
  }

  /** The result of PublishBatch: each entry succeeds or fails by itself. */
  String publishBatch(String topicArn, List<Form> entries, List<Subscription> subscriptions) {
    if (entries.isEmpty()) {
      throw new AwsError(
          400, "EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (entries.size() > MAX_BATCH) {
      throw new AwsError(
          400,
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible: " + entries.size() + " > 10.");
    }
    Set<String> ids = new HashSet<>();
    StringBuilder successful = new StringBuilder();
    StringBuilder failed = new StringBuilder();
    for (Form entry : entries) {
      if (!ids.add(entry.require("Id"))) {
        throw new AwsError(
            400,
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.");
      }
    }
    for (Form entry : entries) {
      String id = Xml.element("Id", entry.get("Id"));
      try {
        Notification notification = parse(topicArn, entry);
        publish(notification, subscriptions);
        successful
            .append("<member>")
            .append(id)
            .append(Xml.element("MessageId", notification.messageId()))
            .append("</member>");
      } catch (AwsError e) {
        failed
            .append("<member>")
            .append(id)
            .append(Xml.element("Code", e.code()))
            .append(Xml.element("Message", e.getMessage()))
            .append("<SenderFault>true</SenderFault></member>");
      }
    }
    return "<Successful>" + successful + "</Successful><Failed>" + failed + "</Failed>";
  }

  @Override
  public void close() {
    http.close();
  }
}
