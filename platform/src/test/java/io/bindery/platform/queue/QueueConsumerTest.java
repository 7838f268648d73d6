package io.bindery.platform.queue;

import static io.bindery.platform.queue.QueueFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.platform.deadletter.Reason;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What becomes of a message. The tests mostly wait for SQS, whose times are whole seconds: so all
 * run at once.
 */
@Execution(ExecutionMode.CONCURRENT)
class QueueConsumerTest {
  private static QueueFixture queues;

  @BeforeAll
  static void startQueues() {
    queues = new QueueFixture();
  }

  @AfterAll
  static void stopQueues() {
    queues.close();
  }

  @Test
  void whatIsDoneIsHandledOnceAndDeleted() {
    var settings = queues.queue(Duration.ofSeconds(30));
    int messages = 95;
    queues.sendAll(settings, messages);
    Map<String, Integer> handled = new ConcurrentHashMap<>();
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "done",
            received -> {
              received.forEach(m -> handled.merge(m.body(), 1, Integer::sum));
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> handled.size() == messages);
    eventually().until(() -> queues.left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled.values()).containsOnly(1);
  }

  @Test
  void anEmptyQueueCostsOneCallAndABacklogAsManyAsMayBe() {
    var settings = queues.queue(Duration.ofSeconds(30));
    var counted = new CountedReceives(queues.sqs);
    var consumer =
        queues.start(
            counted,
            settings,
            "empty",
            received ->
                CompletableFuture.completedFuture(
                    received.stream().map(m -> Verdict.done()).toList()));
    eventually().until(() -> counted.calls.get() >= 3);
    assertThat(counted.most).hasValue(1);

    queues.sendAll(settings, 300);
    eventually().until(() -> queues.left(settings.url()) == 0);
    assertThat(counted.most).hasValue(settings.receivers());

    // Those that were open still wait for their time.
    int calls = counted.calls.get();
    eventually().until(() -> counted.calls.get() >= calls + 2 * settings.receivers());
    counted.most.set(0);
    int later = counted.calls.get();
    eventually().until(() -> counted.calls.get() >= later + 3);
    assertThat(counted.most).hasValue(1);
    consumer.drain().toCompletableFuture().join();
  }

  @Test
  void whatIsRejectedGoesToTheDeadLettersWithItsReason() {
    var settings = queues.queue(Duration.ofSeconds(30));
    queues.send(settings, "good");
    queues.send(settings, "bad");
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "rejected",
            received ->
                CompletableFuture.completedFuture(
                    received.stream()
                        .map(
                            m ->
                                m.body().equals("bad")
                                    ? Verdict.rejected("field 'x'\u0000 is missing; add it")
                                    : Verdict.done())
                        .toList()));
    eventually().until(() -> queues.left(settings.url()) == 0);
    eventually().until(() -> queues.left(settings.deadLetterUrl()) == 1);
    consumer.drain().toCompletableFuture().join();
    Message dead =
        queues
            .sqs
            .receiveMessage(r -> r.queueUrl(settings.deadLetterUrl()).messageAttributeNames("All"))
            .join()
            .messages()
            .get(0);
    assertThat(dead.body()).isEqualTo("bad");
    assertThat(dead.messageAttributes().get("reason").stringValue())
        .isEqualTo("field 'x'? is missing; add it");
  }

  @Test
  void whatIsLeftOverOfAMessageGoesToTheDeadLettersAlone() {
    var settings = queues.queue(Duration.ofSeconds(30));
    queues.send(settings, "1 2 3");
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "in part",
            received ->
                CompletableFuture.completedFuture(
                    List.of(
                        Verdict.inPart(
                            List.of(
                                new Verdict.Part("1", "one is bad"),
                                new Verdict.Part("3", "three is bad"))))));
    eventually().until(() -> queues.left(settings.url()) == 0);
    eventually().until(() -> queues.left(settings.deadLetterUrl()) == 2);
    consumer.drain().toCompletableFuture().join();
    var dead =
        queues
            .sqs
            .receiveMessage(
                r ->
                    r.queueUrl(settings.deadLetterUrl())
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All"))
            .join()
            .messages();
    assertThat(dead)
        .extracting(m -> m.body() + ": " + m.messageAttributes().get("reason").stringValue())
        .containsExactlyInAnyOrder("1: one is bad", "3: three is bad");
  }

  @Test
  void theReasonDoesNotPushAMessageOverTheLimit() {
    var body = "x".repeat((1 << 20) - 40);
    var attributes = Reason.attributes(body, "a long reason for a large message");
    assertThat(attributes.get("reason").stringValue()).isEqualTo("a long reason for a large me");
    assertThat(Reason.attributes("x".repeat(1 << 20), "large")).isEmpty();
  }

  @Test
  void whatFailsOrMustWaitIsReceivedAgain() {
    // Much longer than this test: the messages do not wait it out.
    var settings = queues.queue(Duration.ofMinutes(10));
    queues.send(settings, "stubborn");
    Queue<Integer> counts = new ConcurrentLinkedQueue<>();
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "later",
            received -> {
              counts.add(received.get(0).receiveCount());
              return switch (counts.size()) {
                case 1 -> throw new IllegalStateException("the handler throws");
                case 2 -> CompletableFuture.completedFuture(List.of(Verdict.later("not yet")));
                default -> CompletableFuture.completedFuture(List.of(Verdict.done()));
              };
            });
    eventually().until(() -> queues.left(settings.url()) == 0 && counts.size() == 3);
    consumer.drain().toCompletableFuture().join();
    assertThat(counts).containsExactly(1, 2, 3);
  }

  @Test
  void workLongerThanTheVisibilityTimeoutIsNotHandedOutTwice() {
    var settings = queues.queue(Duration.ofSeconds(10));
    queues.send(settings, "slow");
    var deliveries = new AtomicInteger();
    var finish = new CompletableFuture<List<Verdict>>();
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "slow",
            received -> {
              deliveries.incrementAndGet();
              return finish;
            });
    eventually().until(() -> deliveries.get() == 1);
    eventually()
        .pollDelay(settings.visibilityTimeout().plusSeconds(3))
        .until(() -> deliveries.get() == 1);
    finish.complete(List.of(Verdict.done()));
    eventually().until(() -> queues.left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(deliveries).hasValue(1);
  }

  /** As when a node died: the others' batches answer at once, its own do not. */
  @Test
  void whatWaitsForLongDoesNotHoldUpTheRest() {
    var settings = queues.queue(Duration.ofSeconds(30));
    var silent = new CompletableFuture<List<Verdict>>();
    var waiting = new AtomicInteger();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "slow",
            received -> {
              var done = received.stream().map(m -> Verdict.done()).toList();
              if (received.stream().anyMatch(m -> m.body().equals("silent"))) {
                waiting.incrementAndGet();
                return silent.thenApply(never -> done);
              }
              received.forEach(m -> handled.add(m.body()));
              return CompletableFuture.completedFuture(done);
            });
    // Each place is taken, and then some.
    for (int window = 1; window <= settings.windowsInFlight() + 2; window++) {
      int windows = window;
      queues.send(settings, "silent");
      eventually().until(() -> waiting.get() == windows);
    }
    queues.send(settings, "answered");
    eventually().until(() -> handled.contains("answered"));

    var drained = consumer.drain().toCompletableFuture();
    // Longer than the last receives take.
    assertThatThrownBy(() -> drained.get(5, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    silent.complete(List.of());
    drained.join();
    assertThat(queues.left(settings.url())).isZero();
  }

  /** A dead-letter queue that is slow must not have good messages come again. */
  @Test
  void whatIsDoneIsDeletedWhileOthersAreSetAside() {
    var settings = queues.queue(Duration.ofSeconds(30));
    var mayBeSent = new CompletableFuture<Void>();
    var slow =
        (SqsAsyncClient)
            Proxy.newProxyInstance(
                SqsAsyncClient.class.getClassLoader(),
                new Class<?>[] {SqsAsyncClient.class},
                (proxy, method, arguments) ->
                    method.getName().equals("sendMessage")
                        ? mayBeSent.thenCompose(now -> sent(method, arguments))
                        : method.invoke(queues.sqs, arguments));
    queues.send(settings, "good");
    queues.send(settings, "bad");
    var consumer =
        queues.start(
            slow,
            settings,
            "setAside",
            received ->
                CompletableFuture.completedFuture(
                    received.stream()
                        .map(
                            m ->
                                m.body().equals("good")
                                    ? Verdict.done()
                                    : Verdict.rejected("it is bad"))
                        .toList()));
    eventually().until(() -> queues.left(settings.url()) == 1);
    assertThat(queues.left(settings.deadLetterUrl())).isZero();
    mayBeSent.complete(null);
    eventually().until(() -> queues.left(settings.url()) == 0);
    assertThat(queues.left(settings.deadLetterUrl())).isEqualTo(1);
    consumer.drain().toCompletableFuture().join();
  }

  private static CompletionStage<?> sent(Method method, Object... arguments) {
    try {
      return (CompletionStage<?>) method.invoke(queues.sqs, arguments);
    } catch (ReflectiveOperationException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Test
  void whatIsMovedBackFromTheDeadLettersIsHandled() {
    var settings = queues.queue(Duration.ofSeconds(30));
    redriveTo(settings);
    queues.send(settings, "early");
    var known = new AtomicBoolean();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "redrive",
            received ->
                CompletableFuture.completedFuture(
                    received.stream()
                        .map(
                            m -> {
                              if (!known.get()) {
                                return Verdict.rejected("not known yet");
                              }
                              handled.add(m.body());
                              return Verdict.done();
                            })
                        .toList()));
    eventually().until(() -> queues.left(settings.deadLetterUrl()) == 1);
    known.set(true);
    queues
        .sqs
        .startMessageMoveTask(
            r ->
                r.sourceArn(queues.arn(settings.deadLetterUrl()))
                    .destinationArn(queues.arn(settings.url())))
        .join();
    eventually().until(() -> queues.left(settings.deadLetterUrl()) == 0 && !handled.isEmpty());
    eventually().until(() -> queues.left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled).containsExactly("early");
  }

  private static void redriveTo(QueueSettings settings) {
    var policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"10\"}"
            .formatted(queues.arn(settings.deadLetterUrl()));
    queues
        .sqs
        .setQueueAttributes(
            r ->
                r.queueUrl(settings.url())
                    .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .join();
  }
}
