package io.bindery.service.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.platform.queue.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Puts notices of several requests together while earlier ones are being recorded: many requests of
 * one notice each then cost about as few writes as one request of many.
 */
final class EventGate {
  /** Requests that wait; Akka HTTP admits no more connections than this by default. */
  private static final int WAITING_REQUESTS = 1024;

  /** Groups that are recorded at once, and notices that are put together at most. */
  private static final int GROUPS = 8;

  private static final int GROUP_NOTICES = 1000;

  private record Submission(List<String> notices, CompletableFuture<List<Verdict>> verdicts) {}

  private final Function<List<String>, CompletionStage<List<Verdict>>> intake;
  private final BoundedSourceQueue<Submission> queue;

  /**
   * A gate.
   *
   * @param intake records notices and answers one verdict for each
   */
  EventGate(ActorSystem<?> system, Function<List<String>, CompletionStage<List<Verdict>>> intake) {
    this.intake = intake;
    Pair<BoundedSourceQueue<Submission>, NotUsed> running =
        Source.<Submission>queue(WAITING_REQUESTS)
            .batchWeighted(
                GROUP_NOTICES,
                submission -> (long) submission.notices().size(),
                submission -> new ArrayList<>(List.of(submission)),
                (group, submission) -> {
                  group.add(submission);
                  return group;
                })
            .mapAsyncUnordered(GROUPS, this::record)
            .toMat(
                Sink.<Object>ignore().mapMaterializedValue(done -> NotUsed.getInstance()),
                Pair::create)
            .run(system);
    this.queue = running.first();
  }

  /** One verdict for each notice, or nothing if too many requests wait already. */
  Optional<CompletionStage<List<Verdict>>> submit(List<String> notices) {
    var submission = new Submission(notices, new CompletableFuture<>());
    return queue.offer(submission) == QueueOfferResult.enqueued()
        ? Optional.of(submission.verdicts())
        : Optional.empty();
  }

  private CompletionStage<Object> record(List<Submission> group) {
    var notices = group.stream().flatMap(part -> part.notices().stream()).toList();
    return recorded(notices)
        .handle(
            (verdicts, failure) -> {
              int from = 0;
              for (var part : group) {
                int to = from + part.notices().size();
                if (failure == null) {
                  part.verdicts().complete(verdicts.subList(from, to));
                } else {
                  part.verdicts().completeExceptionally(failure);
                }
                from = to;
              }
              return group;
            });
  }

  private CompletionStage<List<Verdict>> recorded(List<String> notices) {
    try {
      return intake.apply(notices);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
