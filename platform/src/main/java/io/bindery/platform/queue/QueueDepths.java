package io.bindery.platform.queue;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.bindery.platform.telemetry.Cached;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * How much is in the queues that a node reads or shows, and in those for what cannot be handled.
 * SQS is asked when somebody looks, at most every {@value #LIFE_SECONDS} s for each.
 */
public final class QueueDepths implements Extension {
  private static final Id ID = new Id();

  private static final int LIFE_SECONDS = 15;

  private static final Duration LIFE = Duration.ofSeconds(LIFE_SECONDS);

  private final Meters meters;
  private final Map<String, Cached<QueueDepth>> queues = new ConcurrentSkipListMap<>();

  private QueueDepths(Meters meters) {
    this.meters = meters;
  }

  /** Those of a node. */
  public static QueueDepths get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** All of them as they are now, by name; those that cannot be asked are left out. */
  public CompletionStage<List<QueueDepth>> fresh() {
    var all =
        queues.values().stream()
            .map(
                queue ->
                    queue
                        .fresh()
                        .handle((depth, failure) -> Optional.ofNullable(depth))
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> all.stream().flatMap(one -> one.join().stream()).toList());
  }

  /** All of them as SQS was last asked by anybody; asks nothing. */
  public List<QueueDepth> seen() {
    return queues.values().stream().flatMap(queue -> queue.seen().stream()).toList();
  }

  /**
   * Shows a queue that other nodes read; how long its messages wait nobody knows here.
   *
   * @param name who reads it
   */
  public void show(SqsAsyncClient sqs, String name, QueueSettings settings) {
    follow(sqs, name, settings, Optional.empty());
  }

  /** A queue that is read, and the one for what cannot be handled. */
  void follow(SqsAsyncClient sqs, String name, QueueSettings settings, ReceivedAge age) {
    follow(sqs, name, settings, Optional.of(age));
    meters.gauge(
        "bindery.queue.oldest",
        "seconds",
        "About how long the oldest message of a queue has waited, by what this node receives.",
        () -> figure(name, depth -> depth.oldestSeconds().orElse(Double.NaN)),
        "queue",
        name);
  }

  private void follow(
      SqsAsyncClient sqs, String name, QueueSettings settings, Optional<ReceivedAge> age) {
    follow(
        name, () -> asked(sqs, settings.url()).thenApply(reply -> depth(name, false, reply, age)));
    follow(
        name + "/dead-letters",
        () ->
            asked(sqs, settings.deadLetterUrl())
                .thenApply(reply -> depth(name, true, reply, Optional.empty())));
    for (var place :
        Map.<String, ToDoubleFunction<QueueDepth>>of(
                "waiting", QueueDepth::waiting,
                "in_hand", QueueDepth::inHand,
                "delayed", QueueDepth::delayed)
            .entrySet()) {
      meters.gauge(
          "bindery.queue.messages",
          "",
          "Messages in a queue as SQS tells it, roughly; for the whole cluster: do not sum over"
              + " nodes.",
          () -> figure(name, place.getValue()),
          "queue",
          name,
          "place",
          place.getKey());
    }
    meters.gauge(
        "bindery.dead.letters",
        "",
        "Messages in a dead-letter queue; for the whole cluster: do not sum over nodes.",
        () -> figure(name + "/dead-letters", QueueDepth::messages),
        "queue",
        name);
  }

  private void follow(String key, Supplier<CompletionStage<QueueDepth>> read) {
    var cached = new Cached<>("the depth of queue " + key, LIFE, read);
    queues.put(key, cached);
    meters.readBefore(
        key,
        () ->
            Optional.ofNullable(queues.get(key))
                .<CompletionStage<?>>map(Cached::fresh)
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  private double figure(String key, ToDoubleFunction<QueueDepth> figure) {
    return Stream.ofNullable(queues.get(key))
        .flatMap(queue -> queue.seen().stream())
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static CompletionStage<GetQueueAttributesResponse> asked(SqsAsyncClient sqs, String url) {
    return sqs.getQueueAttributes(
        request ->
            request
                .queueUrl(url)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
  }

  private static QueueDepth depth(
      String name,
      boolean deadLetters,
      GetQueueAttributesResponse reply,
      Optional<ReceivedAge> age) {
    var now = Instant.now();
    long waiting = number(reply, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    return new QueueDepth(
        name,
        deadLetters,
        waiting,
        number(reply, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
        number(reply, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED),
        age.map(it -> it.seconds(waiting, now)),
        now);
  }

  private static long number(GetQueueAttributesResponse reply, QueueAttributeName name) {
    return Long.parseLong(reply.attributes().getOrDefault(name, "0"));
  }

  private static final class Id extends ExtensionId<QueueDepths> {
    @Override
    public QueueDepths createExtension(ActorSystem<?> system) {
      return new QueueDepths(Meters.get(system));
    }
  }
}
