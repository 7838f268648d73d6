package io.bindery.platform.queue;

import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Until when a queue has been read to its end: what was in it then is handled. Moments are those of
 * {@link System#nanoTime()}.
 *
 * <p>That a receive brought nothing, or less than it asked for, or is still waiting, says that the
 * queue was empty. What is hidden from receives then, by other nodes, by one that has died, or
 * because it could not be handled, is asked of SQS, which tells it roughly.
 */
final class CaughtUp {
  /** A receive that waits for so long has found nothing. */
  private static final long WAITED = TimeUnit.SECONDS.toNanos(1);

  private static final int REMEMBERED = 16;

  /** What others put back several times is hidden for about as long. */
  private static final Duration PUT_BACK = Duration.ofMinutes(1);

  /** The end of a receive. */
  private record End(long at, boolean empty) {}

  private final SqsAsyncClient sqs;
  private final QueueSettings settings;
  private final Map<Integer, ObservedReceives> receivers;

  /** By receipt: what was received then and is not settled yet. */
  private final Map<String, Long> inHand = new ConcurrentHashMap<>();

  private final Deque<End> ends = new ConcurrentLinkedDeque<>();

  /** What was put back comes again until then. */
  private volatile long owedUntil = System.nanoTime();

  CaughtUp(SqsAsyncClient sqs, QueueSettings settings, Map<Integer, ObservedReceives> receivers) {
    this.sqs = sqs;
    this.settings = settings;
    this.receivers = receivers;
  }

  void received(Iterable<Message> messages, int number, int most) {
    long now = System.nanoTime();
    messages.forEach(message -> inHand.put(message.receiptHandle(), now));
    if (number < most) {
      ends.addFirst(new End(now, number == 0));
      while (ends.size() > REMEMBERED) {
        ends.pollLast();
      }
    }
  }

  /** It is deleted, set aside or put back. */
  void settled(Iterable<Message> messages) {
    messages.forEach(message -> inHand.remove(message.receiptHandle()));
  }

  /** Messages come again after a pause of so long. */
  void owed(long pauseNanos) {
    owedUntil = Math.max(owedUntil, System.nanoTime() + pauseNanos);
  }

  /** What was received before that moment and is not settled is lost, and comes again. */
  void forget(long before) {
    inHand.values().removeIf(since -> since - before < 0);
  }

  /** A moment after {@code since} until which it is read to its end; none if it is not so yet. */
  CompletionStage<OptionalLong> since(long since) {
    long now = System.nanoTime();
    if (now - owedUntil < 0) {
      return no();
    }
    var empty = ends.stream().filter(End::empty).mapToLong(End::at).filter(at -> isEnd(at, since));
    var last = empty.max();
    if (last.isPresent()) {
      return hidden(since, last.getAsLong(), false);
    }
    boolean waits =
        now - since > WAITED
            && receivers.values().stream().anyMatch(one -> one.isUnansweredSince(now - WAITED));
    var moment =
        waits && isEnd(now - WAITED, since)
            ? OptionalLong.of(now - WAITED)
            : ends.stream().mapToLong(End::at).filter(at -> isEnd(at, since)).max();
    return moment.isPresent() ? hidden(since, moment.getAsLong(), true) : no();
  }

  private boolean isEnd(long at, long since) {
    return at - since > 0
        && at - owedUntil > 0
        && inHand.values().stream().allMatch(received -> received - at > 0);
  }

  private CompletionStage<OptionalLong> hidden(long since, long moment, boolean unsure) {
    return attributes()
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                // Without the right to ask, the word of a receive has to do.
                return unsure ? OptionalLong.empty() : OptionalLong.of(moment);
              }
              boolean left =
                  unsure && number(reply, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) > 0;
              // What a node had that has died, and most of what was put back, is not hidden then.
              boolean mayBeHidden =
                  System.nanoTime() - since
                      < Math.max(settings.visibilityTimeout().toNanos(), PUT_BACK.toNanos());
              boolean hidden =
                  mayBeHidden
                      && number(
                              reply, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                          > inHand.size();
              return left || hidden ? OptionalLong.empty() : OptionalLong.of(moment);
            });
  }

  private CompletionStage<GetQueueAttributesResponse> attributes() {
    try {
      return sqs.getQueueAttributes(
          request ->
              request
                  .queueUrl(settings.url())
                  .attributeNames(
                      QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                      QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static long number(GetQueueAttributesResponse reply, QueueAttributeName name) {
    return Long.parseLong(reply.attributes().getOrDefault(name, "0"));
  }

  private static CompletionStage<OptionalLong> no() {
    return CompletableFuture.completedFuture(OptionalLong.empty());
  }
}
