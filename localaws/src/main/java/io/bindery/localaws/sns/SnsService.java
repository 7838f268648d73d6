package io.bindery.localaws.sns;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.AwsService;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.sns.Topics.Subscription;
import io.bindery.localaws.sns.Topics.Topic;
import io.bindery.localaws.sqs.SqsService;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** SNS as clients see it (query protocol, the operations named in {@link #handle}). */
public final class SnsService implements AwsService, AutoCloseable {
  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
  private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final String RAW = "RawMessageDelivery";
  private static final Set<String> PROTOCOLS = Set.of("sqs", "http", "https");

  private final TopicStore store;
  private final Publisher publisher;
  private final String account;
  private final String region;

  public SnsService(Path directory, SqsService sqs, URI endpoint, String account, String region) {
    this.store = new TopicStore(directory.resolve("sns.json"));
    this.publisher = new Publisher(sqs, endpoint);
    this.account = account;
    this.region = region;
  }

  /**
   * A message of another local service; subscribed queues hold it when this returns.
   *
   * @param traceHeader of X-Ray, which subscribed queues get as it is; "" if there is none
   */
  public void publish(String topicArn, String message, String traceHeader) {
    store.requireTopic(topicArn);
    publisher.publish(
        Publisher.plain(topicArn, message, traceHeader), store.subscriptions(topicArn));
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    Form form = new Form(request.form());
    String action = form.get("Action");
    String result =
        switch (action) {
          case "CreateTopic" -> createTopic(form);
          case "DeleteTopic" -> deleteTopic(form);
          case "ListTopics" -> listTopics();
          case "GetTopicAttributes" -> getTopicAttributes(form);
          case "SetTopicAttributes" -> setTopicAttributes(form);
          case "Subscribe" -> subscribe(form);
          case "ConfirmSubscription" -> confirm(form);
          case "Unsubscribe" -> unsubscribe(form);
          case "ListSubscriptions" -> list(store.subscriptions());
          case "ListSubscriptionsByTopic" -> {
            store.requireTopic(form.require("TopicArn"));
            yield list(store.subscriptions(form.require("TopicArn")));
          }
          case "GetSubscriptionAttributes" -> getSubscriptionAttributes(form);
          case "SetSubscriptionAttributes" -> setSubscriptionAttributes(form);
          case "Publish" -> publish(form);
          case "PublishBatch" -> publishBatch(form);
          default ->
              throw new AwsError(
                  400,
                  "InvalidAction",
                  "The local SNS does not know the operation '" + action + "'.");
        };
    return AwsResponse.xml(200, answer(action, result));
  }

  private static String answer(String action, String result) {
    String id = "<RequestId>" + UUID.randomUUID() + "</RequestId>";
    String body =
        result == null ? "" : "<" + action + "Result>" + result + "</" + action + "Result>";
    return "<"
        + action
        + "Response xmlns=\""
        + NAMESPACE
        + "\">"
        + body
        + "<ResponseMetadata>"
        + id
        + "</ResponseMetadata></"
        + action
        + "Response>";
  }

  @Override
  public AwsResponse refusal(AwsError error, String requestId) {
    return AwsResponse.xml(
        error.status(),
        "<ErrorResponse xmlns=\""
            + NAMESPACE
            + "\"><Error><Type>"
            + (error.status() < 500 ? "Sender" : "Receiver")
            + "</Type>"
            + Xml.element("Code", error.code())
            + Xml.element("Message", error.getMessage())
            + "</Error>"
            + Xml.element("RequestId", requestId)
            + "</ErrorResponse>");
  }

  private String createTopic(Form form) {
    String name = form.require("Name");
    if (name.endsWith(".fifo")) {
      throw Form.invalid("Topic Name '" + name + "': the local SNS has no FIFO topics");
    }
    if (!TOPIC_NAME.matcher(name).matches()) {
      throw Form.invalid("Topic Name");
    }
    String arn = "arn:aws:sns:" + region + ":" + account + ":" + name;
    store.addTopic(new Topic(arn, form.map("Attributes")));
    return Xml.element("TopicArn", arn);
  }

  private String deleteTopic(Form form) {
    store.removeTopic(form.require("TopicArn"));
    return null;
  }

  private String listTopics() {
    return store.topics().stream()
        .map(topic -> "<member>" + Xml.element("TopicArn", topic.arn()) + "</member>")
        .collect(Collectors.joining("", "<Topics>", "</Topics>"));
  }

  private String getTopicAttributes(Form form) {
    Topic topic = store.requireTopic(form.require("TopicArn"));
    Map<String, String> attributes = new TreeMap<>(topic.attributes());
    List<Subscription> all = store.subscriptions(topic.arn());
    long confirmed = all.stream().filter(Subscription::confirmed).count();
    attributes.put("TopicArn", topic.arn());
    attributes.put("Owner", account);
    attributes.putIfAbsent("DisplayName", "");
    attributes.put("SubscriptionsConfirmed", Long.toString(confirmed));
    attributes.put("SubscriptionsPending", Long.toString(all.size() - confirmed));
    attributes.put("SubscriptionsDeleted", "0");
    return attributes(attributes);
  }

  private String setTopicAttributes(Form form) {
    store.setAttribute(
        form.require("TopicArn"), form.require("AttributeName"), form.get("AttributeValue"));
    return null;
  }

  private String subscribe(Form form) {
    Topic topic = store.requireTopic(form.require("TopicArn"));
    String protocol = form.require("Protocol");
    String endpoint = form.require("Endpoint");
    if (!PROTOCOLS.contains(protocol)) {
      throw Form.invalid(
          "Protocol '" + protocol + "': the local SNS delivers by sqs, http and https");
    }
    boolean queue = protocol.equals("sqs");
    if (queue && !endpoint.startsWith("arn:aws:sqs:")) {
      throw Form.invalid("SQS endpoint ARN");
    }
    if (!queue) {
      HttpDelivery.requireLoopback(endpoint);
    }
    Map<String, String> attributes = form.map("Attributes");
    attributes.keySet().forEach(SnsService::requireKnown);
    boolean raw = Boolean.parseBoolean(attributes.getOrDefault(RAW, "false"));
    Subscription subscription = store.subscribe(topic.arn(), protocol, endpoint, raw, queue);
    if (!subscription.confirmed()) {
      publisher.askForConfirmation(subscription);
    }
    boolean tellArn = subscription.confirmed() || form.get("ReturnSubscriptionArn").equals("true");
    return Xml.element("SubscriptionArn", tellArn ? subscription.arn() : "pending confirmation");
  }

  private String confirm(Form form) {
    Subscription confirmed = store.confirm(form.require("TopicArn"), form.require("Token"));
    return Xml.element("SubscriptionArn", confirmed.arn());
  }

  private String unsubscribe(Form form) {
    store.unsubscribe(form.require("SubscriptionArn"));
    return null;
  }

  private String list(List<Subscription> subscriptions) {
    return subscriptions.stream()
        .map(
            s ->
                "<member>"
                    + Xml.element(
                        "SubscriptionArn", s.confirmed() ? s.arn() : "PendingConfirmation")
                    + Xml.element("Owner", account)
                    + Xml.element("Protocol", s.protocol())
                    + Xml.element("Endpoint", s.endpoint())
                    + Xml.element("TopicArn", s.topicArn())
                    + "</member>")
        .collect(Collectors.joining("", "<Subscriptions>", "</Subscriptions>"));
  }

  private String getSubscriptionAttributes(Form form) {
    Subscription s = store.requireSubscription(form.require("SubscriptionArn"));
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("SubscriptionArn", s.arn());
    attributes.put("TopicArn", s.topicArn());
    attributes.put("Owner", account);
    attributes.put("Protocol", s.protocol());
    attributes.put("Endpoint", s.endpoint());
    attributes.put(RAW, Boolean.toString(s.raw()));
    attributes.put("PendingConfirmation", Boolean.toString(!s.confirmed()));
    attributes.put("ConfirmationWasAuthenticated", "true");
    return attributes(attributes);
  }

  private String setSubscriptionAttributes(Form form) {
    requireKnown(form.require("AttributeName"));
    String value = form.get("AttributeValue").toLowerCase(Locale.ROOT);
    if (!Set.of("true", "false").contains(value)) {
      throw Form.invalid(RAW + " is true or false, not '" + form.get("AttributeValue") + "'");
    }
    store.setRaw(form.require("SubscriptionArn"), Boolean.parseBoolean(value));
    return null;
  }

  private static void requireKnown(String attribute) {
    if (!attribute.equals(RAW)) {
      throw Form.invalid(
          "Attributes: the local SNS knows " + RAW + " only, not '" + attribute + "'");
    }
  }

  private String publish(Form form) {
    if (!form.get("PhoneNumber").isEmpty()) {
      throw Form.invalid("PhoneNumber: the local SNS sends to topics only");
    }
    String topicArn =
        form.get("TopicArn").isEmpty() ? form.require("TargetArn") : form.get("TopicArn");
    store.requireTopic(topicArn);
    Notification notification = Publisher.parse(topicArn, form);
    publisher.publish(notification, store.subscriptions(topicArn));
    return Xml.element("MessageId", notification.messageId());
  }

  private String publishBatch(Form form) {
    String topicArn = form.require("TopicArn");
    store.requireTopic(topicArn);
    return publisher.publishBatch(
        topicArn, form.list("PublishBatchRequestEntries.member"), store.subscriptions(topicArn));
  }

  private static String attributes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(
            e ->
                "<entry>"
                    + Xml.element("key", e.getKey())
                    + Xml.element("value", e.getValue())
                    + "</entry>")
        .collect(Collectors.joining("", "<Attributes>", "</Attributes>"));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
