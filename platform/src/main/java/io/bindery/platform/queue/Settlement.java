package io.bindery.platform.queue;

import akka.Done;
import io.bindery.platform.deadletter.Reason;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.tracing.TraceHeader;
import io.bindery.protocol.text.Amounts;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Carries out verdicts in SQS, ten messages a call. A delete that SQS refuses is not an error: the
 * message comes again and is recognized as done.
 */
final class Settlement {
  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  /** SQS takes at most this many entries in one call. */
  private static final int CALL_ENTRIES = 10;

  /** However often a message was received: the end of an outage must be noticed. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final Duration TOLD_EVERY = Duration.ofSeconds(5);

  /** What was not told by then is of another outage. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private final SqsAsyncClient sqs;
  private final QueueSettings settings;
  private final Backoff pauses;
  private final String name;
  private final Counter handled;
  private final Counter putBack;
  private final Counter setAside;
  private final AtomicInteger untold = new AtomicInteger();
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - TOLD_EVERY.toNanos());

  Settlement(SqsAsyncClient sqs, QueueSettings settings, String name, QueueMeters meters) {
    this.sqs = sqs;
    this.settings = settings;
    this.pauses = new Backoff(settings.retryDelay(), LONGEST_PAUSE);
    this.name = name;
    this.handled = meters.settled("handled");
    this.putBack = meters.settled("put_back");
    this.setAside = meters.settled("set_aside");
  }

  /**
   * Carries out one verdict for each message.
   *
   * @param traces where the handling of each belongs in a trace
   * @param deleted told of those that are done once they are deleted, be others still set aside
   */
  CompletionStage<Done> settle(
      List<Message> messages,
      List<Optional<TraceContext>> traces,
      List<Verdict> verdicts,
      Consumer<List<Message>> deleted) {
    if (messages.size() != verdicts.size()) {
      throw new IllegalStateException(
          "%d verdicts for %d messages".formatted(verdicts.size(), messages.size()));
    }
    var finished = new ArrayList<Message>();
    var postponed = new LinkedHashMap<String, List<Message>>();
    var rejections = new ArrayList<CompletableFuture<Optional<Message>>>();
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      var verdict = verdicts.get(i);
      var trace = traces.get(i);
      if (verdict instanceof Verdict.Done) {
        finished.add(message);
      } else if (verdict instanceof Verdict.Rejected rejected) {
        rejections.add(
            setAside(message, trace, List.of(new Verdict.Part(message.body(), rejected.reason()))));
      } else if (verdict instanceof Verdict.InPart part) {
        rejections.add(setAside(message, trace, part.rest()));
      } else if (verdict instanceof Verdict.Later later) {
        postponed.computeIfAbsent(later.reason(), reason -> new ArrayList<>()).add(message);
      }
    }
    postponed.forEach(this::tell);
    handled.increment(finished.size());
    var gone = delete(finished).whenComplete((done, failure) -> deleted.accept(finished));
    return CompletableFuture.allOf(rejections.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              var aside = rejections.stream().flatMap(sent -> sent.join().stream()).toList();
              setAside.increment(aside.size());
              return delete(aside);
            })
        .thenCombine(gone, (aside, good) -> good)
        .thenCombine(
            putBack(postponed.values().stream().flatMap(List::stream).toList()),
            (good, back) -> good);
  }

  /**
   * Those of which parts are sent to the dead-letter queue, which may take long.
   *
   * @param verdicts one for each; {@code null} if there are none
   */
  static List<Message> toSetAside(List<Message> messages, List<Verdict> verdicts) {
    return IntStream.range(0, verdicts == null ? 0 : Math.min(messages.size(), verdicts.size()))
        .filter(
            i ->
                verdicts.get(i) instanceof Verdict.Rejected
                    || verdicts.get(i) instanceof Verdict.InPart)
        .mapToObj(messages::get)
        .toList();
  }

  /** A line now and then for all that wait: an outage must not fill the log. */
  private void tell(String reason, List<Message> postponed) {
    long now = System.nanoTime();
    long last = toldAt.get();
    if (now - last > FORGOTTEN.toNanos()) {
      untold.set(0);
    }
    int number = untold.addAndGet(postponed.size());
    if (now - last < TOLD_EVERY.toNanos() || !toldAt.compareAndSet(last, now)) {
      return;
    }
    untold.addAndGet(-number);
    log.warn(
        "{}: put back {} lately, the last with id {}: {}",
        name,
        Amounts.count(number, "message"),
        postponed.get(postponed.size() - 1).messageId(),
        reason);
  }

  /** Hides the messages for another visibility timeout; a failure is logged, not passed on. */
  CompletionStage<Done> extend(List<Message> messages) {
    return hide(messages, "extend", message -> settings.visibilityTimeout());
  }

  /**
   * Has the messages received again after a pause that doubles with each time they were received; a
   * failure is logged, not passed on: they come back when the visibility timeout is over.
   */
  CompletionStage<Done> putBack(List<Message> messages) {
    putBack.increment(messages.size());
    return hide(messages, "put back", message -> pauses.after(receiveCount(message)));
  }

  /** How long it takes until all of them would have been received again. */
  Duration longestPause(List<Message> messages) {
    return messages.stream()
        .map(message -> pauses.after(receiveCount(message)))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  static int receiveCount(Message message) {
    return Integer.parseInt(
        message
            .attributes()
            .getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
  }

  private CompletionStage<Done> hide(
      List<Message> messages, String call, Function<Message, Duration> span) {
    var calls = new ArrayList<CompletableFuture<?>>();
    for (var part : parts(messages)) {
      var entries =
          IntStream.range(0, part.size())
              .mapToObj(
                  i ->
                      ChangeMessageVisibilityBatchRequestEntry.builder()
                          .id(Integer.toString(i))
                          .receiptHandle(part.get(i).receiptHandle())
                          .visibilityTimeout((int) span.apply(part.get(i)).toSeconds())
                          .build())
              .toList();
      calls.add(
          sqs.changeMessageVisibilityBatch(r -> r.queueUrl(settings.url()).entries(entries))
              .handle(
                  (reply, failure) -> {
                    warn(call, failure);
                    if (reply != null && !reply.failed().isEmpty()) {
                      warnRefused(call, reply.failed());
                    }
                    return Done.done();
                  }));
    }
    return all(calls);
  }

  private CompletionStage<Done> delete(List<Message> messages) {
    return all(
        parts(messages).stream()
            .map(
                part ->
                    sqs.deleteMessageBatch(r -> r.queueUrl(settings.url()).entries(deletions(part)))
                        .handle(
                            (reply, failure) -> {
                              warn("delete", failure);
                              if (reply != null && !reply.failed().isEmpty()) {
                                warnRefused("delete", reply.failed());
                              }
                              return Done.done();
                            }))
            .toList());
  }

  private static CompletionStage<Done> all(List<? extends CompletableFuture<?>> calls) {
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> Done.done());
  }

  private static List<DeleteMessageBatchRequestEntry> deletions(List<Message> part) {
    return IntStream.range(0, part.size())
        .mapToObj(
            i ->
                DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(part.get(i).receiptHandle())
                    .build())
        .toList();
  }

  /** The message is deleted only after the dead-letter queue has all that is to go there. */
  private CompletableFuture<Optional<Message>> setAside(
      Message message, Optional<TraceContext> trace, List<Verdict.Part> parts) {
    var sent = CompletableFuture.completedFuture(Optional.of(message));
    // One after the other: a message may have thousands of parts.
    for (var part : parts) {
      sent =
          sent.thenCompose(
              soFar ->
                  soFar.isEmpty()
                      ? CompletableFuture.completedFuture(soFar)
                      : setAside(message, trace, part));
    }
    return sent;
  }

  private CompletableFuture<Optional<Message>> setAside(
      Message message, Optional<TraceContext> trace, Verdict.Part part) {
    log.warn("{}: message {} set aside: {}", name, message.messageId(), part.reason());
    return sqs.sendMessage(
            r ->
                r.queueUrl(settings.deadLetterUrl())
                    .messageBody(part.body())
                    .messageAttributes(Reason.attributes(part.body(), part.reason()))
                    .messageSystemAttributes(TraceHeader.of(trace)))
        .handle(
            (sent, failure) -> {
              warn("send to the dead-letter queue", failure);
              return failure == null ? Optional.of(message) : Optional.empty();
            });
  }

  private void warn(String call, Throwable failure) {
    if (failure != null) {
      log.warn("{}: {} failed: {}", name, call, QueueConsumer.rootMessage(failure));
    }
  }

  private void warnRefused(String call, List<BatchResultErrorEntry> refused) {
    log.warn(
        "{}: {} of {} refused, first: {}",
        name,
        call,
        Amounts.count(refused.size(), "message"),
        refused.get(0).message());
  }

  private static List<List<Message>> parts(List<Message> messages) {
    return IntStream.iterate(0, i -> i < messages.size(), i -> i + CALL_ENTRIES)
        .mapToObj(i -> messages.subList(i, Math.min(messages.size(), i + CALL_ENTRIES)))
        .toList();
  }
}
