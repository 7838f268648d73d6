package io.bindery.service.http.router;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.gather.Grouping;
import io.bindery.platform.queue.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

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

  private final Function<List<String>, CompletionStage<List<Verdict>>> intake;
  private final Grouping<List<String>, List<Verdict>> requests;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * A gate.
   *
   * @param intake records notices and answers one verdict for each
   */
  EventGate(ActorSystem<?> system, Function<List<String>, CompletionStage<List<Verdict>>> intake) {
    this.intake = intake;
    this.requests =
        new Grouping<>(this::record, GROUPS, List::size, GROUP_NOTICES, system.executionContext());
  }

  /** One verdict for each notice, or nothing if too many requests wait already. */
  Optional<CompletionStage<List<Verdict>>> submit(List<String> notices) {
    if (waiting.incrementAndGet() > WAITING_REQUESTS) {
      waiting.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(requests.add(notices));
  }

  private CompletionStage<List<List<Verdict>>> record(List<List<String>> group) {
    waiting.addAndGet(-group.size());
    return intake
        .apply(group.stream().flatMap(List::stream).toList())
        .thenApply(verdicts -> shared(group, verdicts));
  }

  private static List<List<Verdict>> shared(List<List<String>> group, List<Verdict> verdicts) {
    var shares = new ArrayList<List<Verdict>>();
    int from = 0;
    for (var notices : group) {
      shares.add(verdicts.subList(from, from + notices.size()));
      from += notices.size();
    }
    return shares;
  }
}
