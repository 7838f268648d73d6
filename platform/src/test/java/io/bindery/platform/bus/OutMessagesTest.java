package io.bindery.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.health.State;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics and queues on the local AWS. */
class OutMessagesTest {
  private static LocalClients local;
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    local = new LocalClients();
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    local.close();
  }

  private static Part part(Kind kind, String value) {
    return Health.get(kit.system())
        .part(Dependency.required(value, kind, "some.setting", value, local.aws.region()));
  }

  @Test
  void aTopicDeliversWhatWasPublished() {
    var topic = local.sns.createTopic(r -> r.name("news")).join().topicArn();
    var queue = local.queue("news");
    local.sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(local.arn(queue))).join();
    send(new Topic(kit.system(), local.sns, part(Kind.TOPIC, topic))::publish);
    assertThat(local.receive(queue, 25)).hasSize(25).allMatch(body -> body.contains("\"Message\""));
  }

  @Test
  void aQueueHoldsWhatWasSent() {
    var queue = local.queue("work");
    send(new OutQueue(kit.system(), local.sqs, part(Kind.QUEUE, queue))::send);
    assertThat(local.receive(queue, 25))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 25).mapToObj(i -> "{\"i\":%d}".formatted(i)).toList());
  }

  @Test
  void aQueueThatKeepsOrderDropsTheSecondMessageWithTheSameId() {
    var queue =
        local
            .sqs
            .createQueue(
                r ->
                    r.queueName("ordered.fifo")
                        .attributesWithStrings(java.util.Map.of("FifoQueue", "true")))
            .join()
            .queueUrl();
    var out = new OutQueue(kit.system(), local.sqs, part(Kind.QUEUE, queue));
    for (var body : new String[] {"first", "first again"}) {
      out.send(new OutMessage(body, "group", "id-1")).toCompletableFuture().join();
    }
    out.send(new OutMessage("second", "group", "id-2")).toCompletableFuture().join();
    assertThat(local.receive(queue, 2)).containsExactly("first", "second");
  }

  @Test
  void whatCannotBeReachedFailsForTheCaller() {
    var gone = local.aws.endpoint() + "/000000000000/no-such-queue";
    var part = part(Kind.QUEUE, gone);
    var out = new OutQueue(kit.system(), local.sqs, part);
    var one = out.send(new OutMessage("a", "g", "1")).toCompletableFuture();
    var other = out.send(new OutMessage("b", "g", "2")).toCompletableFuture();
    assertThatThrownBy(one::join).hasMessageContaining("queue");
    assertThatThrownBy(other::join).hasMessageContaining("queue");
    assertThat(part.state()).isEqualTo(State.MISSING);
  }

  @Test
  void resultsComeInTheOrderOfTheEntries() {
    var results = new BatchEntries("SQS", "a message", 4);
    results.refused("2", "Busy", "later", false);
    results.accepted("0", "id-0");
    results.refused("3", "Bad", "never", true);
    var all = results.inOrder();
    assertThat(all.get(0)).isEqualTo(new EntryResult.Accepted("id-0"));
    assertThat(all.get(1)).matches(result -> ((EntryResult.Refused) result).passing());
    assertThat(all.get(2)).matches(result -> ((EntryResult.Refused) result).passing());
    assertThat(all.get(3)).matches(result -> !((EntryResult.Refused) result).passing());
  }

  private static void send(Function<OutMessage, CompletionStage<String>> out) {
    var sent =
        IntStream.range(0, 25)
            .mapToObj(i -> out.apply(new OutMessage("{\"i\":%d}".formatted(i), "g", "id" + i)))
            .toList();
    assertThat(sent.stream().map(id -> id.toCompletableFuture().join()))
        .hasSize(25)
        .doesNotHaveDuplicates();
  }
}
