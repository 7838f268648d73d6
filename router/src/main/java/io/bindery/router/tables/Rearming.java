package io.bindery.router.tables;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.PacedWork;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.tables.ClosingRules.Buckets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a change of policies the sweeper wakes the open batches of the buckets concerned, so that
 * those which are not in memory take up the new rule as well. Each node does it when the change
 * reaches it, and when it starts with other rules than were in force before, such as with another
 * configuration: the last one finds all nodes with the new policies.
 */
public final class Rearming {
  private static final Logger log = LoggerFactory.getLogger(Rearming.class);

  /** The pause before the rules are compared again when the database did not answer. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /** Much longer than it takes to wake all open batches. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final String TELLING =
      "telling open batches that are not in memory of the policies";

  private final ActorSystem<?> system;
  private final OpenBatches batches;
  private final ClosingRuleRows rows;
  private final Clock clock;
  private final AtomicReference<ClosingRules> inForce;

  private Rearming(ActorSystem<?> system, OpenBatches batches, Clock clock, Policies policies) {
    this.system = system;
    this.batches = batches;
    this.rows = new ClosingRuleRows(Tables.of(system));
    this.clock = clock;
    this.inForce = new AtomicReference<>(ClosingRules.of(policies));
  }

  /** Compares the policies with those of the last time, and follows them from now on. */
  public static void start(
      ActorSystem<?> system, PolicyRegistry policies, OpenBatches batches, Clock clock) {
    var rearming = new Rearming(system, batches, clock, policies.current());
    policies.listen(rearming::onReplaced);
    rearming.compare(Duration.ZERO);
  }

  private void onReplaced(Policies next) {
    var rules = ClosingRules.of(next);
    var buckets = rules.since(inForce.getAndSet(rules));
    if (!buckets.isEmpty()) {
      CompletableFuture.completedStage(buckets)
          .thenCompose(changed -> rearm(changed, rules))
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  log.warn("{}: comparing them again: {}", TELLING, Causes.text(failure));
                  compare(AGAIN);
                }
              });
    }
  }

  /** What was not stored as known is found to be changed. */
  private void compare(Duration first) {
    var unused = PacedWork.start(system, TELLING, first, PATIENCE, AGAIN, this::compare);
  }

  private CompletionStage<Optional<Duration>> compare() {
    return rows.load(clock.instant())
        .thenCompose(
            known -> {
              var rules = inForce.get();
              var buckets = rules.since(known);
              return buckets.isEmpty()
                  ? CompletableFuture.completedStage(Done.done())
                  : rearm(buckets, rules);
            })
        .thenApply(done -> Optional.empty());
  }

  private CompletionStage<Done> rearm(Buckets buckets, ClosingRules rules) {
    return wake(buckets, "", 0)
        .thenCompose(
            number -> {
              if (number > 0) {
                log.info("policies changed: {} open batches look at their deadline", number);
              }
              var now = clock.instant();
              // Where nothing is open, as in a new database, nothing goes by an unknown rule.
              var firstAt = number == 0 ? Instant.EPOCH : now;
              return rows.store(rules, buckets.named(), firstAt, now);
            })
        .thenApply(stored -> Done.done());
  }

  private CompletionStage<Long> wake(Buckets buckets, String after, long before) {
    return batches
        .wakeOpen(buckets, after, clock.instant())
        .thenCompose(
            page -> {
              long number = before + page.size();
              Optional<String> last = page.stream().max(String::compareTo);
              return last.isEmpty()
                  ? CompletableFuture.completedStage(number)
                  : wake(buckets, last.get(), number);
            });
  }
}
