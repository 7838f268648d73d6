package io.bindery.localaws.sns;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.sns.Topics.Kept;
import io.bindery.localaws.sns.Topics.Subscription;
import io.bindery.localaws.sns.Topics.Topic;
import io.bindery.localaws.state.StateFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Topics and subscriptions, kept in a file. Readers see one state as a whole. */
final class TopicStore {
  private final StateFile<Kept> file;
  private volatile Kept state;

  TopicStore(Path path) {
    file = new StateFile<>(path, Kept.class);
    state = file.load(new Kept(Map.of(), Map.of()));
  }

  List<Topic> topics() {
    return List.copyOf(state.topics().values());
  }

  List<Subscription> subscriptions() {
    return List.copyOf(state.subscriptions().values());
  }

  List<Subscription> subscriptions(String topicArn) {
    return state.subscriptions().values().stream()
        .filter(s -> s.topicArn().equals(topicArn))
        .toList();
  }

  Topic requireTopic(String arn) {
    Topic topic = state.topics().get(arn);
    if (topic == null) {
      throw new AwsError(404, "NotFound", "Topic does not exist: " + arn);
    }
    return topic;
  }

  Subscription requireSubscription(String arn) {
    Subscription subscription = state.subscriptions().get(arn);
    if (subscription == null) {
      throw new AwsError(404, "NotFound", "Subscription does not exist: " + arn);
    }
    return subscription;
  }

  /** A topic that is there already stays as it is. */
  synchronized void addTopic(Topic topic) {
    if (!state.topics().containsKey(topic.arn())) {
      put(topic);
    }
  }

  synchronized void setAttribute(String topicArn, String name, String value) {
    Map<String, String> attributes = new TreeMap<>(requireTopic(topicArn).attributes());
    attributes.put(name, value);
    put(new Topic(topicArn, attributes));
  }

  synchronized void removeTopic(String arn) {
    Map<String, Topic> topics = new TreeMap<>(state.topics());
    topics.remove(arn);
    Map<String, Subscription> rest = new TreeMap<>(state.subscriptions());
    rest.values().removeIf(s -> s.topicArn().equals(arn));
    save(new Kept(topics, rest));
  }

  /** Subscribing the same endpoint again changes nothing and gives the one that is there. */
  synchronized Subscription subscribe(
      String topicArn, String protocol, String endpoint, boolean raw, boolean confirmed) {
    for (Subscription existing : subscriptions(topicArn)) {
      if (existing.protocol().equals(protocol) && existing.endpoint().equals(endpoint)) {
        return existing;
      }
    }
    Subscription subscription =
        new Subscription(
            topicArn + ":" + UUID.randomUUID(),
            topicArn,
            protocol,
            endpoint,
            raw,
            confirmed,
            UUID.randomUUID().toString().replace("-", ""));
    put(subscription);
    return subscription;
  }

  synchronized Subscription confirm(String topicArn, String token) {
    Subscription subscription =
        subscriptions(topicArn).stream()
            .filter(s -> s.token().equals(token))
            .findFirst()
            .orElseThrow(() -> Form.invalid("Token"));
    put(subscription.withConfirmed());
    return subscription;
  }

  synchronized void setRaw(String subscriptionArn, boolean raw) {
    put(requireSubscription(subscriptionArn).withRaw(raw));
  }

  synchronized void unsubscribe(String subscriptionArn) {
    Map<String, Subscription> rest = new TreeMap<>(state.subscriptions());
    rest.remove(subscriptionArn);
    save(new Kept(state.topics(), rest));
  }

  private void put(Topic topic) {
    Map<String, Topic> topics = new TreeMap<>(state.topics());
    topics.put(topic.arn(), topic);
    save(new Kept(topics, state.subscriptions()));
  }

  private void put(Subscription subscription) {
    Map<String, Subscription> subscriptions = new TreeMap<>(state.subscriptions());
    subscriptions.put(subscription.arn(), subscription);
    save(new Kept(state.topics(), subscriptions));
  }

  private void save(Kept next) {
    file.save(next);
    state = next;
  }
}
