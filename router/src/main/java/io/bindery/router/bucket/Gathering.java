package io.bindery.router.bucket;

import akka.Done;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.batch.Uncounted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each batch one message at a time. What comes for it meanwhile goes with the next one
 * together: a batch that is busy writes more objects at once instead of more often. What comes
 * alone goes at once. Thread-safe; holds no more than what its callers wait for.
 */
public final class Gathering implements BatchGateway {
  private record Waiting(Arrivals arrivals, CompletableFuture<Done> done) {}

  private final BatchGateway batches;

  /** A batch that has an entry has a message under way; the entry is what waits for its end. */
  private final Map<BatchKey, Queue<Waiting>> busy = new ConcurrentHashMap<>();

  /** Nothing is under way. */
  public Gathering(BatchGateway batches) {
    this.batches = batches;
  }

  @Override
  public CompletionStage<Done> record(BatchKey key, Arrivals arrivals) {
    var waiting = new Waiting(arrivals, new CompletableFuture<>());
    var first = new boolean[1];
    busy.compute(
        key,
        (same, queue) -> {
          if (queue == null) {
            first[0] = true;
            return new ArrayDeque<>(2);
          }
          queue.add(waiting);
          return queue;
        });
    if (first[0]) {
      send(key, List.of(waiting));
    }
    return waiting.done();
  }

  @Override
  public void note(BatchKey key, Uncounted uncounted) {
    batches.note(key, uncounted);
  }

  private void send(BatchKey key, List<Waiting> together) {
    CompletionStage<Done> sent;
    try {
      sent = batches.record(key, together(together));
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    sent.whenComplete(
        (done, failure) -> {
          next(key);
          for (var one : together) {
            if (failure == null) {
              one.done().complete(done);
            } else {
              one.done().completeExceptionally(failure);
            }
          }
        });
  }

  private void next(BatchKey key) {
    var together = new ArrayList<Waiting>();
    busy.computeIfPresent(
        key,
        (same, queue) -> {
          take(queue, together);
          return together.isEmpty() ? null : queue;
        });
    if (!together.isEmpty()) {
      send(key, together);
    }
  }

  /** As many as fit into one message, and at least one if there is one. */
  private static void take(Queue<Waiting> queue, List<Waiting> together) {
    int bytes = 0;
    for (var one = queue.peek(); one != null; one = queue.peek()) {
      bytes += bytes(one.arrivals());
      if (!together.isEmpty()
          && !(ArrivalParts.fits(bytes)
              && one.arrivals().reconciled() == together.get(0).arrivals().reconciled())) {
        return;
      }
      together.add(queue.remove());
    }
  }

  private static int bytes(Arrivals arrivals) {
    return arrivals.objects().stream().mapToInt(ArrivalParts::bytes).sum()
        + arrivals.deleted().stream().mapToInt(ArrivalParts::bytes).sum();
  }

  private static Arrivals together(List<Waiting> all) {
    if (all.size() == 1) {
      return all.get(0).arrivals();
    }
    var objects = new ArrayList<RecordedObject>();
    var deleted = new ArrayList<RecordedObject>();
    var uncounted = Uncounted.NONE;
    for (var one : all) {
      objects.addAll(one.arrivals().objects());
      deleted.addAll(one.arrivals().deleted());
      uncounted = uncounted.plus(one.arrivals().uncounted());
    }
    var span = all.stream().flatMap(one -> one.arrivals().span().stream()).reduce(OpenSpan::joined);
    return new Arrivals(objects, deleted, uncounted, all.get(0).arrivals().reconciled(), span);
  }
}
