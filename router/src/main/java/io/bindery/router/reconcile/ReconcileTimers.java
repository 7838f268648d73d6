package io.bindery.router.reconcile;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.wake.Timer;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Which buckets will be compared with what was recorded, by the clock alone. */
final class ReconcileTimers implements Timer.Owner {
  private static final String KIND = "reconciliation";

  private final ReconcileRows rows;
  private final PolicyRegistry policies;
  private final Clock clock;

  ReconcileTimers(ReconcileRows rows, PolicyRegistry policies, Clock clock) {
    this.rows = rows;
    this.policies = policies;
    this.clock = clock;
  }

  @Override
  public CompletionStage<List<Timer>> next(Cursor after, Instant before, int limit) {
    // All of one moment are read: what is behind the place is chosen below.
    return rows.waiting(after.time(), before, limit + 1)
        .thenCombine(
            scheduled(),
            (waiting, scheduled) -> {
              var all = new ArrayList<Timer>();
              waiting.forEach(one -> all.add(timer(one)));
              all.addAll(scheduled);
              return all.stream()
                  .filter(timer -> isBehind(timer, after) && timer.at().isBefore(before))
                  .sorted(Timer.ORDER)
                  .limit(limit)
                  .toList();
            });
  }

  private static boolean isBehind(Timer timer, Cursor after) {
    int byTime = timer.at().compareTo(after.time());
    return byTime > 0 || (byTime == 0 && timer.key().compareTo(after.id()) > 0);
  }

  private static Timer timer(ReconcileRows.Waiting one) {
    var where = one.prefix().isEmpty() ? "bucket " + one.bucket() : one.prefix();
    return new Timer(
        one.at(),
        KIND,
        one.id(),
        one.refused() ? "tries-again" : "begins",
        one.refused()
            ? "the reconciliation of %s is tried again, as AWS refuses its listing".formatted(where)
            : "the reconciliation of %s begins when those before it have ended".formatted(where),
        Optional.of(one.bucket()),
        Optional.of(one.prefix()));
  }

  private CompletionStage<List<Timer>> scheduled() {
    var regular =
        policies.current().buckets().values().stream()
            .filter(policy -> policy.reconcileEvery().isPresent())
            .toList();
    return rows.lastAsked(regular.stream().map(BucketPolicy::bucket).toList())
        .thenApply(last -> regular.stream().map(policy -> scheduled(policy, last)).toList());
  }

  private Timer scheduled(BucketPolicy policy, Map<String, Optional<Instant>> last) {
    var every = policy.reconcileEvery().orElseThrow();
    return new Timer(
        last.get(policy.bucket()).map(at -> at.plus(every)).orElseGet(clock::instant),
        KIND,
        policy.bucket(),
        "begins",
        "bucket %s is compared with what was recorded, as its policy says each %s"
            .formatted(policy.bucket(), words(every)),
        Optional.of(policy.bucket()),
        Optional.of(""));
  }

  private static String words(Duration every) {
    return every.toMinutes() % 60 == 0 ? every.toHours() + " h" : every.toMinutes() + " min";
  }
}
