package io.bindery.bench.clients;

import akka.stream.alpakka.sns.SnsPublishSettings;
import akka.stream.alpakka.sns.javadsl.SnsPublisher;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Messages are published to a topic of the local SNS. */
final class Publishing {
  /** A message longer than SNS takes. */
  private static final String TOO_LONG = "x".repeat(300 << 10);

  private static final String BODY = "x".repeat(1 << 10);
  private static final double THOUSAND = 1000;

  /** As many calls at once as the service makes. */
  private static final int CALLS_AT_ONCE = 8;

  private final Clients clients;
  private final Sizes sizes;
  private final CountingSns sns;
  private final String arn;
  private final Topic topic;

  Publishing(Clients clients, Sizes sizes) {
    this.clients = clients;
    this.sizes = sizes;
    this.sns = new CountingSns(clients.aws().sns());
    this.arn =
        Clients.result(clients.aws().sns().createTopic(request -> request.name("news"))).topicArn();
    this.topic =
        new Topic(
            clients.system(),
            sns,
            Health.get(clients.system())
                .part(Dependency.required("topic", Kind.TOPIC, "bench", arn, Clients.REGION)));
  }

  List<Row> measure() {
    var messages = IntStream.range(0, sizes.messages()).mapToObj(i -> i + BODY).toList();
    double ours = calls(() -> bindery(messages));
    double theirs = calls(() -> alpakka(messages));
    var turns =
        Turns.run(
            sizes.warmUps(), sizes.rounds(), () -> bindery(messages), () -> alpakka(messages));
    var rows = new ArrayList<Row>();
    rows.add(turns.rate("sns_messages_per_s", "published", sizes.messages(), "messages/s"));
    rows.add(
        turns.cpu("sns_cpu_s_per_1000", "published", sizes.messages() / THOUSAND, "CPU s/1,000"));
    rows.add(
        Row.lessIsBetter(
            "sns_calls_per_message",
            "calls of SNS for a message",
            "calls",
            ours / sizes.messages(),
            theirs / sizes.messages()));
    return rows;
  }

  private double calls(Runnable work) {
    long before = sns.calls();
    work.run();
    return sns.calls() - before;
  }

  private void bindery(List<String> messages) {
    var all =
        messages.stream()
            .map(body -> topic.publish(new OutMessage(body, "g", "i")).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    var unused = Clients.result(CompletableFuture.allOf(all));
  }

  private void alpakka(List<String> messages) {
    var unused =
        Clients.result(
            Source.from(messages)
                .via(
                    SnsPublisher.createFlow(
                        arn, SnsPublishSettings.create().withConcurrency(CALLS_AT_ONCE), sns))
                .runWith(Sink.ignore(), clients.system()));
  }

  /** What becomes of nineteen messages when the tenth is one that SNS refuses. */
  Promise oneRefused() {
    var messages =
        IntStream.range(0, 20).mapToObj(i -> i == 10 ? TOO_LONG : "message " + i).toList();
    var sent =
        messages.stream()
            .map(body -> topic.publish(new OutMessage(body, "g", "i")).toCompletableFuture())
            .toList();
    long ours = sent.stream().filter(Publishing::isSent).count();
    var confirmed = new AtomicInteger();
    var stream =
        Source.from(messages)
            .via(SnsPublisher.createFlow(arn, sns))
            .runForeach(answer -> confirmed.incrementAndGet(), clients.system());
    var ended = isSent(stream.toCompletableFuture());
    return new Promise(
        "the others are confirmed when SNS refuses one message of twenty",
        Promise.verdict(ours == 19, ours + " of 19"),
        Promise.verdict(
            confirmed.get() == 19 && ended,
            "%d of 19, the stream %s".formatted(confirmed.get(), ended ? "ends" : "fails")));
  }

  private static boolean isSent(CompletableFuture<?> answer) {
    return Promise.end(answer) == Promise.End.WELL;
  }
}
