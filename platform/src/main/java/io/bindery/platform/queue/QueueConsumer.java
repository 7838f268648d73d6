package io.bindery.platform.queue;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.event.Logging;
import akka.japi.Pair;
import akka.stream.KillSwitches;
import akka.stream.RestartSettings;
import akka.stream.UniqueKillSwitch;
import akka.stream.alpakka.sqs.MessageAttributeName;
import akka.stream.alpakka.sqs.MessageSystemAttributeName;
import akka.stream.alpakka.sqs.SqsSourceSettings;
import akka.stream.alpakka.sqs.javadsl.SqsSource;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RestartSource;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.Timers;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.DurationConverters;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads a queue for as long as the system runs. One receive call is open while the queue is empty,
 * and more while it is not. The demand of the handler holds back the receive calls; a failed or
 * silent receive restarts its receiver with a growing pause; a message leaves the queue only by its
 * {@link Verdict}.
 */
public final class QueueConsumer {
  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  /** SQS hands out at most this many messages in one call. */
  static final int RECEIVE_BATCH = 10;

  /** How often in a visibility timeout the hiding of a message is extended. */
  private static final int EXTENSIONS = 4;

  /** What a receive that is a trial brings is handled by then, or never. */
  private static final Duration TRIAL_HANDLING = Duration.ofSeconds(30);

  /** Less than a phase of a shutdown may take. */
  private static final int LAST_RECEIVE_SECONDS = 2;

  private static final MessageSystemAttributeName AWS_TRACE_HEADER =
      new MessageSystemAttributeName("AWSTraceHeader") {};

  /** What failed is told here, in one line; Akka need not tell it again. */
  private static final RestartSettings RESTART =
      RestartSettings.create(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
          .withLogSettings(RestartSettings.createLogSettings(Logging.DebugLevel()));

  private final ActorSystem<?> system;
  private final String name;
  private final QueueSettings settings;
  private final QueueHandler handler;
  private final Settlement settlement;
  private final Counter received;
  private final Timer handling;
  private final Part part;
  private final Circuit circuit;
  private final OpenReceives open;
  private final SlowWindows slow;
  private final Map<Integer, ObservedReceives> receivers = new ConcurrentHashMap<>();
  private final CaughtUp caughtUp;
  private final ReceivedSpans spans;
  private final ReceivedAge age = new ReceivedAge();

  private final Unhandled unhandled = new Unhandled();

  /** Receivers that begin from now on are kept as those that are there. */
  private volatile boolean stopping;

  /** Nothing is handled any more: what still comes is put back at once. */
  private volatile boolean drained;

  private final UniqueKillSwitch stop;
  private final CompletionStage<Done> ended;

  private QueueConsumer(
      ActorSystem<?> system,
      SqsAsyncClient sqs,
      QueueSettings settings,
      String name,
      QueueHandler handler,
      CompletionStage<?> begin,
      Supplier<CompletionStage<Done>> needed) {
    this.system = system;
    this.part =
        Health.get(system)
            .part(
                Dependency.required(
                    name + ".queue",
                    Kind.QUEUE,
                    "bindery.%s.queue.url".formatted(name),
                    settings.url(),
                    ""));
    this.name = name;
    this.settings = settings;
    this.handler = handler;
    var meters = new QueueMeters(Meters.get(system), name);
    this.settlement = new Settlement(sqs, settings, name, meters);
    this.received = meters.received();
    this.handling = meters.handling();
    this.circuit =
        new Circuit(
            system,
            name,
            needed,
            longer(settings.visibilityTimeout(), settings.longPoll().plus(TRIAL_HANDLING)));
    this.open = new OpenReceives(system, name, settings);
    this.slow = new SlowWindows(system, name, settings);
    this.caughtUp = new CaughtUp(sqs, settings, receivers);
    this.spans = new ReceivedSpans(Spans.get(system), settings.url());
    QueueDepths.get(system).follow(sqs, name, settings, age);
    Pair<UniqueKillSwitch, CompletionStage<Done>> running =
        Source.completionStage(begin)
            .flatMapConcat(ready -> Source.range(1, settings.receivers()))
            .flatMapMerge(
                settings.receivers(),
                receiver -> RestartSource.withBackoff(RESTART, () -> receive(receiver, sqs)))
            .viaMat(KillSwitches.single(), Keep.right())
            .groupedWithin(settings.windowMessages(), settings.window())
            .mapAsyncUnordered(
                settings.windowsInFlight(),
                messages -> slow.place(bytes(messages), handle(messages)))
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    this.stop = running.first();
    this.ended = running.second();
  }

  /**
   * Starts to read as soon as what handles the messages can. The consumer is drained when the
   * system shuts down.
   *
   * @param name what log and health call it
   * @param begin done when messages can be handled
   * @param needed asks whether what messages are handled with is there; asked when some could not
   *     be, and while it fails nothing is received
   */
  public static QueueConsumer start(
      ActorSystem<?> system,
      SqsAsyncClient sqs,
      QueueSettings settings,
      String name,
      QueueHandler handler,
      CompletionStage<?> begin,
      Supplier<CompletionStage<Done>> needed) {
    var consumer = new QueueConsumer(system, sqs, settings, name, handler, begin, needed);
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "drain-" + name, () -> consumer.drain());
    return consumer;
  }

  /**
   * Stops to receive; done when all that was received is settled or put back. A receive call that
   * takes longer than {@value #LAST_RECEIVE_SECONDS} s is not waited for: what SQS hands out to it
   * later is put back while the process lives, and comes back when its visibility timeout is over
   * if it does not.
   */
  public CompletionStage<Done> drain() {
    stopping = true;
    receivers.values().forEach(ObservedReceives::keep);
    stop.shutdown();
    // Side by side: all of it has to be done within a phase of the shutdown.
    return lastReceives()
        .thenCombine(ended.thenCompose(done -> slow.ended()), (received, handled) -> handled)
        .thenCompose(done -> putBackTheRest());
  }

  /**
   * Until when the queue has been read to its end.
   *
   * @param since a moment, as {@link System#nanoTime()} counts
   * @return a later moment, if all that was in the queue then is handled; empty while nobody knows
   *     that
   */
  public CompletionStage<OptionalLong> caughtUpSince(long since) {
    return circuit.isReceiving()
        ? caughtUp.since(since)
        : CompletableFuture.completedFuture(OptionalLong.empty());
  }

  private CompletionStage<Done> lastReceives() {
    return CompletableFuture.allOf(
            receivers.values().stream()
                .map(receives -> receives.end(Duration.ofSeconds(LAST_RECEIVE_SECONDS)))
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> Done.done());
  }

  private CompletionStage<Done> putBackTheRest() {
    drained = true;
    return putBackUnhandled();
  }

  private CompletionStage<Done> putBackUnhandled() {
    return settlement.putBack(unhandled.takeAll());
  }

  private Source<Message, ?> receive(int receiver, SqsAsyncClient sqs) {
    var source =
        SqsSourceSettings.create()
            .withWaitTime(settings.longPoll())
            // One source for each receiver: the calls of one source are answered in their order, so
            // that messages would wait behind an earlier call that polls an empty queue.
            .withParallelRequests(1)
            .withMaxBatchSize(RECEIVE_BATCH)
            // What waits in the buffer is hidden from others: no more than one receive.
            .withMaxBufferSize(RECEIVE_BATCH)
            .withVisibilityTimeout(DurationConverters.toScala(settings.visibilityTimeout()))
            .withAttributes(
                List.of(
                    MessageSystemAttributeName.approximateReceiveCount(),
                    MessageSystemAttributeName.sentTimestamp(),
                    AWS_TRACE_HEADER))
            .withMessageAttributes(List.of(MessageAttributeName.create(TraceContext.TRACEPARENT)));
    forgetTheLost();
    var receives = new ObservedReceives(sqs, circuit, open, this::remember, part);
    receivers.put(receiver, receives);
    if (stopping) {
      // A call that was cut off may have brought messages, which then nobody sees for long.
      receives.keep();
    }
    return SqsSource.create(settings.url(), source, receives)
        .mapError(
            Throwable.class,
            failure -> {
              // The queue's part of the node's health tells of it, once.
              log.debug("{}: receive failed, trying again: {}", name, rootMessage(failure));
              return failure;
            })
        .via(new StallWatch(name, receives, settings.stallTimeout(), part));
  }

  private void remember(List<Message> messages) {
    long now = System.nanoTime();
    received.increment(messages.size());
    caughtUp.received(messages, messages.size(), RECEIVE_BATCH);
    var receivedAt = Instant.now();
    messages.forEach(message -> age.received(sentAt(message), receivedAt));
    unhandled.add(messages, now);
    if (drained) {
      var unused = putBackUnhandled();
    }
  }

  /** A receiver that fails loses what it has not passed on; SQS hands that out again by now. */
  private void forgetTheLost() {
    long hiddenSince = System.nanoTime() - settings.visibilityTimeout().toNanos();
    unhandled.forget(hiddenSince);
    caughtUp.forget(hiddenSince);
  }

  private CompletionStage<Done> handle(List<Message> messages) {
    long began = System.nanoTime();
    long waitedSince = unhandled.remove(messages).orElse(began);
    var start = Instant.now();
    var received = messages.stream().map(this::received).toList();
    var extensions = settings.visibilityTimeout().dividedBy(EXTENSIONS);
    var hidden = new AtomicReference<>(messages);
    var extension =
        Timers.every(
            system,
            name + ": hiding messages for longer",
            longer(extensions.minusNanos(began - waitedSince), Duration.ZERO),
            extensions,
            () -> settlement.extend(hidden.get()));
    return verdicts(received)
        .whenComplete(
            (verdicts, failure) -> {
              hidden.set(Settlement.toSetAside(messages, verdicts));
              handling.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
              spans.end(received, start, verdicts, failure);
            })
        .thenCompose(
            verdicts -> {
              boolean all = verdicts.stream().noneMatch(Verdict.Later.class::isInstance);
              boolean some = !verdicts.stream().allMatch(Verdict.Later.class::isInstance);
              told(messages, some, all);
              return settlement.settle(
                  messages,
                  received.stream().map(QueueMessage::trace).toList(),
                  verdicts,
                  caughtUp::settled);
            })
        .exceptionallyCompose(
            failure -> {
              log.warn(
                  "{}: {} messages stay queued: {}", name, messages.size(), rootMessage(failure));
              told(messages, false, false);
              return settlement.putBack(messages);
            })
        .whenComplete(
            (done, failure) -> {
              extension.cancel();
              caughtUp.settled(messages);
            });
  }

  private static long bytes(List<Message> messages) {
    return messages.stream().mapToLong(message -> message.body().length()).sum();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void told(List<Message> messages, boolean some, boolean all) {
    circuit.handled(some, all);
    if (!all) {
      caughtUp.owed(settlement.longestPause(messages).toNanos());
    }
  }

  private CompletionStage<List<Verdict>> verdicts(List<QueueMessage> messages) {
    try {
      return handler.handle(messages);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // What overflows is one of these messages; the JVM is sound.
      return CompletableFuture.failedFuture(e);
    }
  }

  private QueueMessage received(Message message) {
    return new QueueMessage(
        message.messageId(),
        message.body(),
        Settlement.receiveCount(message),
        sentAt(message),
        spans.begin(message));
  }

  /** A stand-in for SQS that does not say it has the message of today. */
  private static Instant sentAt(Message message) {
    return Optional.ofNullable(
            message
                .attributes()
                .get(
                    software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName
                        .SENT_TIMESTAMP))
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
        .orElseGet(Instant::now);
  }

  static String rootMessage(Throwable failure) {
    return Causes.text(Causes.root(failure));
  }
}
