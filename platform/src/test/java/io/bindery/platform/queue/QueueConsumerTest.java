package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import io.bindery.platform.deadletter.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Its tests mostly wait for SQS, whose times are whole seconds: so all run at once. */
@Execution(ExecutionMode.CONCURRENT)
class QueueConsumerTest {
  private static final Duration STALL = Duration.ofSeconds(5);

  /** SQS takes no more in one call. */
  private static final int BATCH = 10;

  private static LocalAws aws;
  private static SqsAsyncClient sqs;
  private static ActorTestKit kit;
  private static final AtomicInteger number = new AtomicInteger();

  @BeforeAll
  static void start() {
    aws = LocalAws.startTemporary();
    sqs =
        SqsAsyncClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(200)
                    .connectionAcquisitionTimeout(Duration.ofMinutes(1)))
            .build();
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    sqs.close();
    aws.close();
  }

  @Test
  void whatIsDoneIsHandledOnceAndDeleted() {
    var settings = queue(Duration.ofSeconds(30));
    int messages = 95;
    sendAll(settings, messages);
    Map<String, Integer> handled = new ConcurrentHashMap<>();
    var consumer =
        start(
            kit.system(),
            sqs,
            settings,
            "done",
            received -> {
              received.forEach(m -> handled.merge(m.body(), 1, Integer::sum));
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> handled.size() == messages);
    eventually().until(() -> left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled.values()).containsOnly(1);
  }

  @Test
  void whatIsRejectedGoesToTheDeadLettersWithItsReason() {
    var settings = queue(Duration.ofSeconds(30));
    send(settings, "good");
    send(settings, "bad");
    var consumer =
        start(
            kit.system(),
            sqs,
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
    eventually().until(() -> left(settings.url()) == 0);
    eventually().until(() -> left(settings.deadLetterUrl()) == 1);
    consumer.drain().toCompletableFuture().join();
    Message dead =
        sqs.receiveMessage(r -> r.queueUrl(settings.deadLetterUrl()).messageAttributeNames("All"))
            .join()
            .messages()
            .get(0);
    assertThat(dead.body()).isEqualTo("bad");
    assertThat(dead.messageAttributes().get("reason").stringValue())
        .isEqualTo("field 'x'? is missing; add it");
  }

  @Test
  void whatIsLeftOverOfAMessageGoesToTheDeadLettersAlone() {
    var settings = queue(Duration.ofSeconds(30));
    send(settings, "1 2 3");
    var consumer =
        start(
            kit.system(),
            sqs,
            settings,
            "in part",
            received ->
                CompletableFuture.completedFuture(
                    List.of(
                        Verdict.inPart(
                            List.of(
                                new Verdict.Part("1", "one is bad"),
                                new Verdict.Part("3", "three is bad"))))));
    eventually().until(() -> left(settings.url()) == 0);
    eventually().until(() -> left(settings.deadLetterUrl()) == 2);
    consumer.drain().toCompletableFuture().join();
    var dead =
        sqs.receiveMessage(
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
    var settings = queue(Duration.ofMinutes(10));
    send(settings, "stubborn");
    Queue<Integer> counts = new ConcurrentLinkedQueue<>();
    var consumer =
        start(
            kit.system(),
            sqs,
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
    eventually().until(() -> left(settings.url()) == 0 && counts.size() == 3);
    consumer.drain().toCompletableFuture().join();
    assertThat(counts).containsExactly(1, 2, 3);
  }

  @Test
  void workLongerThanTheVisibilityTimeoutIsNotHandedOutTwice() {
    var settings = queue(Duration.ofSeconds(10));
    send(settings, "slow");
    var deliveries = new AtomicInteger();
    var finish = new CompletableFuture<List<Verdict>>();
    var consumer =
        start(
            kit.system(),
            sqs,
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
    eventually().until(() -> left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(deliveries).hasValue(1);
  }

  @Test
  void whatIsMovedBackFromTheDeadLettersIsHandled() {
    var settings = queue(Duration.ofSeconds(30));
    redriveTo(settings);
    send(settings, "early");
    var known = new AtomicBoolean();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var consumer =
        start(
            kit.system(),
            sqs,
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
    eventually().until(() -> left(settings.deadLetterUrl()) == 1);
    known.set(true);
    sqs.startMessageMoveTask(
            r -> r.sourceArn(arn(settings.deadLetterUrl())).destinationArn(arn(settings.url())))
        .join();
    eventually().until(() -> left(settings.deadLetterUrl()) == 0 && !handled.isEmpty());
    eventually().until(() -> left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled).containsExactly("early");
  }

  @Test
  void aReceiverThatFallsSilentIsStartedAgainWithOneWarning() {
    var settings = queue(Duration.ofSeconds(30), STALL);
    var silent = new SilentAtFirst(sqs, settings.receivers());
    var lines = new Lines("silent");
    send(settings, "waiting");
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var consumer =
        start(
            kit.system(),
            silent,
            settings,
            "silent",
            received -> {
              received.forEach(m -> handled.add(m.body()));
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> !handled.isEmpty());
    // The others poll an empty queue: silence of the queue is no stall.
    eventually()
        .during(settings.stallTimeout().multipliedBy(2))
        .until(() -> silent.unanswered.size() == settings.receivers());
    consumer.drain().toCompletableFuture().join();
    lines.close();
    assertThat(handled).containsExactly("waiting");
    assertThat(silent.unanswered).allMatch(CompletableFuture::isCancelled);
    assertThat(lines.told())
        .hasSizeBetween(settings.receivers(), settings.receivers() + silent.slowCalls())
        .allMatch(line -> line.startsWith("silent: no receive call has ended for "));
  }

  @Test
  void aHandlerThatTakesItsTimeIsNoStall() {
    var settings = queue(Duration.ofSeconds(30), STALL);
    sendAll(settings, 300);
    var finish = new CompletableFuture<Void>();
    var lines = new Lines("busy");
    var consumer =
        start(
            kit.system(),
            sqs,
            settings,
            "busy",
            received ->
                finish.thenApply(go -> received.stream().map(m -> Verdict.done()).toList()));
    eventually()
        .pollDelay(settings.stallTimeout().multipliedBy(2))
        .until(() -> lines.told().isEmpty());
    finish.complete(null);
    eventually().until(() -> left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    lines.close();
    assertThat(lines.told()).isEmpty();
  }

  @Test
  void whileWhatIsNeededIsAwayNothingIsReceived() {
    var settings = queue(Duration.ofMinutes(10));
    var away = new AtomicBoolean(true);
    Map<String, Integer> receives = new ConcurrentHashMap<>();
    var handled = new AtomicInteger();
    var consumer =
        QueueConsumer.start(
            kit.system(),
            sqs,
            settings,
            "outage",
            received -> {
              received.forEach(m -> receives.merge(m.body(), m.receiveCount(), Math::max));
              if (away.get()) {
                return CompletableFuture.failedFuture(new IllegalStateException("no journal"));
              }
              handled.addAndGet(received.size());
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            },
            CompletableFuture.completedFuture(Done.done()),
            () ->
                away.get()
                    ? CompletableFuture.failedFuture(new IllegalStateException("no database"))
                    : CompletableFuture.completedFuture(Done.done()));
    sendAll(settings, 100);
    eventually().until(() -> !receives.isEmpty());
    // Longer than it takes for them to be received three times; a receiver that waits is no stall.
    eventually()
        .during(Duration.ofSeconds(6))
        .until(() -> receives.values().stream().allMatch(times -> times == 1));
    assertThat(receives).hasSizeLessThan(100);
    away.set(false);
    eventually().until(() -> handled.get() == 100);
    assertThat(receives.values()).allMatch(times -> times <= 2);
    consumer.drain().toCompletableFuture().join();
  }

  @Test
  void thatNothingCanBeHandledThoughAllIsThereIsTriedWithFewMessages() {
    var settings = queue(Duration.ofMinutes(10));
    var broken = new AtomicBoolean(true);
    var received = new AtomicInteger();
    var handled = new AtomicInteger();
    sendAll(settings, 300);
    var consumer =
        start(
            kit.system(),
            sqs,
            settings,
            "broken",
            messages -> {
              received.addAndGet(messages.size());
              if (broken.get()) {
                return CompletableFuture.failedFuture(new IllegalStateException("no table"));
              }
              handled.addAndGet(messages.size());
              return CompletableFuture.completedFuture(
                  messages.stream().map(m -> Verdict.done()).toList());
            });
    eventually().during(Duration.ofSeconds(4)).until(() -> received.get() < 300);
    broken.set(false);
    eventually().until(() -> handled.get() == 300);
    consumer.drain().toCompletableFuture().join();
  }

  /** What the log says of one consumer. */
  private static final class Lines {
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(QueueConsumer.class);
    private final String name;

    Lines(String name) {
      this.name = name;
      appender.list = new CopyOnWriteArrayList<>();
      appender.start();
      logger.addAppender(appender);
    }

    List<String> told() {
      return appender.list.stream()
          .map(ILoggingEvent::getFormattedMessage)
          .filter(line -> line.startsWith(name + ":"))
          .toList();
    }

    void close() {
      logger.detachAppender(appender);
    }
  }

  private static void redriveTo(QueueSettings settings) {
    var policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"10\"}"
            .formatted(arn(settings.deadLetterUrl()));
    sqs.setQueueAttributes(
            r ->
                r.queueUrl(settings.url())
                    .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .join();
  }

  private static String arn(String url) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  @Test
  void whatCannotBeHandledYetStaysInTheQueueForOthers() {
    var settings = queue(Duration.ofMinutes(10));
    int messages = 600;
    sendAll(settings, messages);
    var journal = new CompletableFuture<Void>();
    var handled = new AtomicInteger();
    var consumer =
        start(
            kit.system(),
            sqs,
            settings,
            "held",
            received ->
                journal.thenApply(
                    ready -> {
                      handled.addAndGet(received.size());
                      return received.stream().map(m -> Verdict.done()).toList();
                    }));
    // What is handled and gathered, and a receive or two of each receiver.
    int most =
        (settings.windowsInFlight() + 1) * settings.windowMessages() + settings.receivers() * 30;
    eventually()
        .during(Duration.ofSeconds(1))
        .until(() -> visible(settings.url()) >= messages - most && visible(settings.url()) < 600);
    journal.complete(null);
    eventually().until(() -> left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled).hasValue(messages);
  }

  @Test
  void whatComesToAConsumerThatStopsIsLeftToOthers() {
    var settings = queue(Duration.ofMinutes(10));
    var stopped =
        start(
            kit.system(),
            sqs,
            settings,
            "stops",
            received -> CompletableFuture.failedFuture(new IllegalStateException("stopped")));
    send(settings, "before");
    // Its receive calls go on for up to a second: SQS has no way to take them back.
    var drained = stopped.drain().toCompletableFuture();
    sendAll(settings, 10);
    drained.join();
    Map<String, Integer> handled = new ConcurrentHashMap<>();
    var other =
        start(
            kit.system(),
            sqs,
            settings,
            "goes on",
            received -> {
              received.forEach(m -> handled.merge(m.body(), 1, Integer::sum));
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> handled.size() == 11);
    eventually().until(() -> left(settings.url()) == 0);
    other.drain().toCompletableFuture().join();
  }

  /** SQS knows nothing of a stop: it hid them as for any other call. */
  @Test
  void whatComesToAConsumerThatHasStoppedIsPutBack() {
    var settings = queue(Duration.ofMinutes(10));
    var late = new LateReceives(sqs);
    sendAll(settings, settings.receivers() * BATCH);
    var handled = new AtomicInteger();
    var stopped =
        start(
            kit.system(),
            late,
            settings,
            "has stopped",
            received -> {
              handled.addAndGet(received.size());
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> visible(settings.url()) == 0);
    stopped.drain().toCompletableFuture().join();
    assertThat(visible(settings.url())).isZero();

    late.letIn();

    eventually().until(() -> visible(settings.url()) == settings.receivers() * BATCH);
    assertThat(handled).hasValue(0);
  }

  private static QueueConsumer start(
      ActorSystem<?> system,
      SqsAsyncClient client,
      QueueSettings settings,
      String name,
      QueueHandler handler) {
    return QueueConsumer.start(system, client, settings, name, handler);
  }

  /** Patient: the other tests run at the same time, and others on the same machine. */
  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(2));
  }

  /** A busy machine is not taken for a stall: a receiver that starts again loses what it holds. */
  private static QueueSettings queue(Duration visibility) {
    return queue(visibility, Duration.ofMinutes(2));
  }

  private static QueueSettings queue(Duration visibility, Duration stallTimeout) {
    var name = "queue-" + number.incrementAndGet();
    var url = sqs.createQueue(r -> r.queueName(name)).join().queueUrl();
    var dead = sqs.createQueue(r -> r.queueName(name + "-dead")).join().queueUrl();
    return new QueueSettings(
        url,
        dead,
        2,
        Duration.ofSeconds(1),
        stallTimeout,
        visibility,
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        50,
        4);
  }

  private static void send(QueueSettings settings, String body) {
    sqs.sendMessage(r -> r.queueUrl(settings.url()).messageBody(body)).join();
  }

  private static void sendAll(QueueSettings settings, int messages) {
    for (int from = 0; from < messages; from += BATCH) {
      var entries =
          IntStream.range(from, Math.min(from + BATCH, messages))
              .mapToObj(i -> SendMessageBatchRequestEntry.builder().id("" + i).messageBody("m" + i))
              .map(SendMessageBatchRequestEntry.Builder::build)
              .toList();
      var answer = sqs.sendMessageBatch(r -> r.queueUrl(settings.url()).entries(entries)).join();
      assertThat(answer.failed()).isEmpty();
    }
  }

  /** Messages in the queue, hidden ones included. */
  private static int left(String url) {
    return counted(
        url,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  private static int visible(String url) {
    return counted(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
  }

  private static int counted(String url, QueueAttributeName... counts) {
    return sqs
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(counts))
        .join()
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }
}
