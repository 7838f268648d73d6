package io.bindery.platform.queue;

import static io.bindery.platform.queue.QueueFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/**
 * Receivers that fall silent, stop or have nothing to hand their messages to. The tests mostly wait
 * for SQS, whose times are whole seconds: so all run at once.
 */
@Execution(ExecutionMode.CONCURRENT)
class QueueOutagesTest {
  private static QueueFixture queues;

  @BeforeAll
  static void startQueues() {
    queues = new QueueFixture();
  }

  @AfterAll
  static void stopQueues() {
    queues.close();
  }

  private static final Duration STALL = Duration.ofSeconds(5);

  @Test
  void aReceiverThatFallsSilentIsStartedAgainWithOneWarning() {
    var settings = queues.queue(Duration.ofSeconds(30), STALL);
    var silent = new SilentAtFirst(queues.sqs, settings.receivers());
    var lines = new Lines("silent");
    queues.send(settings, "waiting");
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var consumer =
        queues.start(
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
    var settings = queues.queue(Duration.ofSeconds(30), STALL);
    queues.sendAll(settings, 300);
    var finish = new CompletableFuture<Void>();
    var lines = new Lines("busy");
    var consumer =
        queues.start(
            queues.sqs,
            settings,
            "busy",
            received ->
                finish.thenApply(go -> received.stream().map(m -> Verdict.done()).toList()));
    eventually()
        .pollDelay(settings.stallTimeout().multipliedBy(2))
        .until(() -> lines.told().isEmpty());
    finish.complete(null);
    eventually().until(() -> queues.left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    lines.close();
    assertThat(lines.told()).isEmpty();
  }

  @Test
  void whileWhatIsNeededIsAwayNothingIsReceived() {
    var settings = queues.queue(Duration.ofMinutes(10));
    var away = new AtomicBoolean(true);
    Map<String, Integer> receives = new ConcurrentHashMap<>();
    var handled = new AtomicInteger();
    var consumer =
        QueueConsumer.start(
            queues.kit.system(),
            queues.sqs,
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
    queues.sendAll(settings, 100);
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
    var settings = queues.queue(Duration.ofMinutes(10));
    var broken = new AtomicBoolean(true);
    var received = new AtomicInteger();
    var handled = new AtomicInteger();
    queues.sendAll(settings, 300);
    var consumer =
        queues.start(
            queues.sqs,
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

  @Test
  void whatCannotBeHandledYetStaysInTheQueueForOthers() {
    var settings = queues.queue(Duration.ofMinutes(10));
    int messages = 600;
    queues.sendAll(settings, messages);
    var journal = new CompletableFuture<Void>();
    var handled = new AtomicInteger();
    var consumer =
        queues.start(
            queues.sqs,
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
        .until(
            () ->
                queues.visible(settings.url()) >= messages - most
                    && queues.visible(settings.url()) < 600);
    journal.complete(null);
    eventually().until(() -> queues.left(settings.url()) == 0);
    consumer.drain().toCompletableFuture().join();
    assertThat(handled).hasValue(messages);
  }

  @Test
  void whatComesToAConsumerThatStopsIsLeftToOthers() {
    var settings = queues.queue(Duration.ofMinutes(10));
    var stopped =
        queues.start(
            queues.sqs,
            settings,
            "stops",
            received -> CompletableFuture.failedFuture(new IllegalStateException("stopped")));
    queues.send(settings, "before");
    // Its receive calls go on for up to a second: SQS has no way to take them back.
    var drained = stopped.drain().toCompletableFuture();
    queues.sendAll(settings, 10);
    drained.join();
    Map<String, Integer> handled = new ConcurrentHashMap<>();
    var other =
        queues.start(
            queues.sqs,
            settings,
            "goes on",
            received -> {
              received.forEach(m -> handled.merge(m.body(), 1, Integer::sum));
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> handled.size() == 11);
    eventually().until(() -> queues.left(settings.url()) == 0);
    other.drain().toCompletableFuture().join();
  }

  /** SQS knows nothing of a stop: it hid them as for any other call. */
  @Test
  void whatComesToAConsumerThatHasStoppedIsPutBack() {
    var settings = queues.queue(Duration.ofMinutes(10));
    var late = new LateReceives(queues.sqs);
    queues.sendAll(settings, settings.receivers() * QueueFixture.BATCH);
    var handled = new AtomicInteger();
    var stopped =
        queues.start(
            late,
            settings,
            "has stopped",
            received -> {
              handled.addAndGet(received.size());
              return CompletableFuture.completedFuture(
                  received.stream().map(m -> Verdict.done()).toList());
            });
    eventually().until(() -> queues.visible(settings.url()) == 0);
    stopped.drain().toCompletableFuture().join();
    assertThat(queues.visible(settings.url())).isZero();

    late.letIn();

    eventually()
        .until(() -> queues.visible(settings.url()) == settings.receivers() * QueueFixture.BATCH);
    assertThat(handled).hasValue(0);
  }
}
