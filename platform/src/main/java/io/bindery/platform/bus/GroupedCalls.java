package io.bindery.platform.bus;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Sends the entries of concurrent callers together: PutEvents, PublishBatch and SendMessageBatch
 * all take up to ten entries of up to 256 KiB in sum, and accept or refuse each by itself. What is
 * gathered in a few milliseconds makes one call; a few calls run at once, and the others wait.
 *
 * <p>A busy or broken service is asked again after growing, scattered pauses, for those entries
 * only that it did not accept. The pause keeps the call's place, so that a throttled service gets
 * fewer calls, not more. What is still refused after {@value #ATTEMPTS} attempts fails; the caller
 * has the longer patience. A call without an answer is not made again: that is for the caller to
 * decide, who hears of it by {@link UnansweredException}.
 */
final class GroupedCalls<E> {
  static final int ENTRIES = 10;
  static final long BYTES = 256 << 10;
  static final int ATTEMPTS = 6;
  static final int CALLS_AT_ONCE = 8;

  private static final Duration GATHER = Duration.ofMillis(5);

  /** From 50 to 100 ms at first, and doubled. */
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(50L << ATTEMPTS), 1);

  /** Entries are small: this many are some tens of megabytes. */
  private static final int WAITING = 200_000;

  /** Sends up to ten entries; the results are in the order of the entries. */
  interface Call<E> {
    CompletionStage<List<EntryResult>> send(List<E> entries);
  }

  private record Waiting<E>(E entry, CompletableFuture<String> answer) {}

  private final ActorSystem<?> system;
  private final Call<E> call;
  private final BoundedSourceQueue<Waiting<E>> queue;

  /**
   * @param bytes the size of an entry as the service counts it
   */
  GroupedCalls(ActorSystem<?> system, ToLongFunction<E> bytes, Call<E> call) {
    this.system = system;
    this.call = call;
    this.queue =
        Source.<Waiting<E>>queue(WAITING)
            .groupedWeightedWithin(
                BYTES, ENTRIES, waiting -> bytes.applyAsLong(waiting.entry()), GATHER)
            .mapAsyncUnordered(CALLS_AT_ONCE, group -> run(group, 1))
            .to(Sink.ignore())
            .run(system);
  }

  /**
   * Sends one entry.
   *
   * @return the service's id of it, once the service has accepted it
   */
  CompletionStage<String> send(E entry) {
    var waiting = new Waiting<>(entry, new CompletableFuture<>());
    var offered = queue.offer(waiting);
    if (!offered.isEnqueued()) {
      waiting
          .answer()
          .completeExceptionally(
              new BusException(
                  offered == QueueOfferResult.dropped()
                      ? "%d entries wait to be sent already".formatted(WAITING)
                      : "This node stops: nothing is sent any more"));
    }
    return waiting.answer();
  }

  /** Done when each entry of the group has its answer. */
  private CompletionStage<Done> run(List<Waiting<E>> group, int attempt) {
    return results(group.stream().map(Waiting::entry).toList())
        .thenApply(results -> answer(group, results, attempt))
        .exceptionallyCompose(failure -> failed(group, Causes.of(failure), attempt))
        .thenCompose(
            again ->
                again.isEmpty()
                    ? CompletableFuture.completedFuture(Done.done())
                    : Patterns.after(
                        PAUSES.after(attempt),
                        system.classicSystem().scheduler(),
                        system.executionContext(),
                        () -> run(again, attempt + 1)));
  }

  private CompletionStage<List<EntryResult>> results(List<E> entries) {
    try {
      return call.send(entries);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Answers what is certain; what may be asked again is the result. */
  private static <E> List<Waiting<E>> answer(
      List<Waiting<E>> group, List<EntryResult> results, int attempt) {
    var again = new ArrayList<Waiting<E>>();
    for (int i = 0; i < group.size(); i++) {
      var waiting = group.get(i);
      if (results.get(i) instanceof EntryResult.Refused refused) {
        if (refused.passing() && attempt < ATTEMPTS) {
          again.add(waiting);
        } else {
          waiting.answer().completeExceptionally(refused.failure());
        }
      } else if (results.get(i) instanceof EntryResult.Accepted accepted) {
        waiting.answer().complete(accepted.id());
      }
    }
    return again;
  }

  private CompletionStage<List<Waiting<E>>> failed(
      List<Waiting<E>> group, Throwable failure, int attempt) {
    if (UnansweredException.isUnknown(failure)) {
      // Not sent again without the caller's knowledge: it may be there already.
      var unanswered = new UnansweredException(failure);
      group.forEach(waiting -> waiting.answer().completeExceptionally(unanswered));
      return CompletableFuture.completedFuture(List.of());
    }
    if (isPassing(failure) && attempt < ATTEMPTS) {
      return CompletableFuture.completedFuture(group);
    }
    if (failure instanceof AwsServiceException && !isPassing(failure) && group.size() > 1) {
      // One entry that cannot be sent, or goes where it may not, fails a call as a whole.
      var alone =
          group.stream()
              .map(waiting -> run(List.of(waiting), attempt).toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new);
      return CompletableFuture.allOf(alone).thenApply(all -> List.of());
    }
    group.forEach(waiting -> waiting.answer().completeExceptionally(failure));
    return CompletableFuture.completedFuture(List.of());
  }

  private static boolean isPassing(Throwable failure) {
    return Trouble.of(failure).equals(Optional.of(Trouble.PASSING));
  }
}
