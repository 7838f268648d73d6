package io.bindery.service.http.router;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.gather.Grouping;
import io.bindery.platform.queue.Verdict;
import io.bindery.platform.tracing.TraceContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts notices of several requests together while earlier ones are being recorded: many requests of
 * one notice each then cost about as few writes as one request of many.
 */
final class EventGate {
  /** Requests that wait; Akka HTTP admits no more connections than this by default. */
  private static final int WAITING_REQUESTS = 1024;

  /** Groups that are recorded at once. */
  private static final int GROUPS = 8;

  /** A group of so many notices takes no more requests. */
  private static final int GROUP_NOTICES = 1000;

  /** Records notices, each with its trace, and answers one verdict for each. */
  interface Intake {
    CompletionStage<List<Verdict>> record(
        List<String> notices, List<Optional<TraceContext>> traces);
  }

  /** What one request brings. */
  private record Request(List<String> notices, Optional<TraceContext> trace) {}

  private final Intake intake;
  private final Grouping<Request, List<Verdict>> requests;
  private final AtomicInteger waiting = new AtomicInteger();

  EventGate(ActorSystem<?> system, Intake intake) {
    this.intake = intake;
    this.requests =
        new Grouping<>(
            this::record,
            GROUPS,
            request -> request.notices().size(),
            GROUP_NOTICES,
            system.executionContext());
  }

  /**
   * One verdict for each notice, or nothing if too many requests wait already.
   *
   * @param trace where the request belongs in a trace
   */
  Optional<CompletionStage<List<Verdict>>> submit(
      List<String> notices, Optional<TraceContext> trace) {
    if (waiting.incrementAndGet() > WAITING_REQUESTS) {
      waiting.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(requests.add(new Request(notices, trace)));
  }

  private CompletionStage<List<List<Verdict>>> record(List<Request> group) {
    waiting.addAndGet(-group.size());
    return intake
        .record(
            group.stream().flatMap(request -> request.notices().stream()).toList(),
            group.stream()
                .flatMap(
                    request ->
                        Collections.nCopies(request.notices().size(), request.trace()).stream())
                .toList())
        .thenApply(verdicts -> shared(group, verdicts));
  }

  private static List<List<Verdict>> shared(List<Request> group, List<Verdict> verdicts) {
    var shares = new ArrayList<List<Verdict>>();
    int from = 0;
    for (var request : group) {
      int to = from + request.notices().size();
      shares.add(verdicts.subList(from, to));
      from = to;
    }
    return shares;
  }
}
