package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.state.StateFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.w3c.dom.Element;

/** The notification configurations of all buckets, kept in a file. */
final class Notifications {
  /**
   * A queue or topic that is told of changes.
   *
   * @param arn the queue or the topic
   * @param events such as s3:ObjectCreated:*
   */
  record Destination(String id, String arn, List<String> events, String prefix, String suffix) {
    boolean isQueue() {
      return arn.startsWith("arn:aws:sqs:");
    }

    boolean wants(String notificationName, String key) {
      return key.startsWith(prefix)
          && key.endsWith(suffix)
          && events.stream().anyMatch(event -> matches(event, "s3:" + notificationName));
    }

    private static boolean matches(String pattern, String name) {
      return pattern.endsWith("*")
          ? name.startsWith(pattern.substring(0, pattern.length() - 1))
          : name.equals(pattern);
    }
  }

  /** Of one bucket. */
  record Configuration(boolean eventBridge, List<Destination> destinations) {
    static final Configuration NONE = new Configuration(false, List.of());

    boolean silent() {
      return !eventBridge && destinations.isEmpty();
    }
  }

  /** Of all buckets, as kept. */
  record Kept(Map<String, Configuration> buckets) {}

  private final StateFile<Kept> file;
  private volatile Map<String, Configuration> buckets;

  Notifications(Path path) {
    file = new StateFile<>(path, Kept.class);
    buckets = Map.copyOf(file.load(new Kept(Map.of())).buckets());
  }

  Configuration of(String bucket) {
    return buckets.getOrDefault(bucket, Configuration.NONE);
  }

  synchronized void put(String bucket, Configuration configuration) {
    Map<String, Configuration> next = new TreeMap<>(buckets);
    if (configuration.silent()) {
      next.remove(bucket);
    } else {
      next.put(bucket, configuration);
    }
    if (!next.equals(buckets)) {
      file.save(new Kept(next));
      buckets = Map.copyOf(next);
    }
  }

  static Configuration parse(byte[] xml) {
    Element root = Xml.parse(xml);
    if (!Xml.children(root, "CloudFunctionConfiguration").isEmpty()) {
      throw new AwsError(
          501,
          "NotImplemented",
          "The local S3 notifies queues, topics and EventBridge, not functions"
              + " (CloudFunctionConfiguration).");
    }
    List<Destination> destinations = new ArrayList<>();
    for (Element queue : Xml.children(root, "QueueConfiguration")) {
      destinations.add(destination(queue, "Queue"));
    }
    for (Element topic : Xml.children(root, "TopicConfiguration")) {
      destinations.add(destination(topic, "Topic"));
    }
    boolean eventBridge = !Xml.children(root, "EventBridgeConfiguration").isEmpty();
    return new Configuration(eventBridge, List.copyOf(destinations));
  }

  private static Destination destination(Element element, String arnName) {
    String arn = Xml.text(element, arnName);
    String service = arnName.equals("Queue") ? "sqs" : "sns";
    if (!arn.startsWith("arn:aws:" + service + ":")) {
      throw new AwsError(400, "InvalidArgument", "The ARN '" + arn + "' is not well formed.");
    }
    String prefix = "";
    String suffix = "";
    for (Element filter : Xml.children(element, "Filter")) {
      for (Element s3Key : Xml.children(filter, "S3Key")) {
        for (Element rule : Xml.children(s3Key, "FilterRule")) {
          switch (Xml.text(rule, "Name").toLowerCase(Locale.ROOT)) {
            case "prefix" -> prefix = Xml.text(rule, "Value");
            case "suffix" -> suffix = Xml.text(rule, "Value");
            default ->
                throw new AwsError(
                    400, "InvalidArgument", "filter rule name must be either prefix or suffix");
          }
        }
      }
    }
    String id = Xml.text(element, "Id");
    return new Destination(
        id.isEmpty() ? UUID.randomUUID().toString() : id,
        arn,
        Xml.children(element, "Event").stream().map(Element::getTextContent).toList(),
        prefix,
        suffix);
  }

  static String render(Configuration configuration) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .append(
                "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (Destination destination : configuration.destinations()) {
      String name = destination.isQueue() ? "Queue" : "Topic";
      xml.append('<').append(name).append("Configuration>");
      xml.append(Xml.element("Id", destination.id())).append(Xml.element(name, destination.arn()));
      destination.events().forEach(event -> xml.append(Xml.element("Event", event)));
      if (!destination.prefix().isEmpty() || !destination.suffix().isEmpty()) {
        xml.append("<Filter><S3Key>");
        rule(xml, "Prefix", destination.prefix());
        rule(xml, "Suffix", destination.suffix());
        xml.append("</S3Key></Filter>");
      }
      xml.append("</").append(name).append("Configuration>");
    }
    if (configuration.eventBridge()) {
      xml.append("<EventBridgeConfiguration/>");
    }
    return xml.append("</NotificationConfiguration>").toString();
  }

  private static void rule(StringBuilder xml, String name, String value) {
    if (!value.isEmpty()) {
      xml.append("<FilterRule>")
          .append(Xml.element("Name", name))
          .append(Xml.element("Value", value))
          .append("</FilterRule>");
    }
  }
}
