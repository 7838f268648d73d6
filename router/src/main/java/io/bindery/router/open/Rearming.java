package io.bindery.router.open;

import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a change of policies the sweeper wakes the open batches of the buckets concerned, so that
 * those which are not in memory take up the new rule as well. Each node does it when the change
 * reaches it: the last one finds all nodes with the new policies.
 */
public final class Rearming {
  private static final Logger log = LoggerFactory.getLogger(Rearming.class);

  /** Which rows: of these buckets, or of those that have no policy. */
  record Buckets(List<String> changed, boolean unnamed, List<String> named) {}

  private final OpenBatches batches;
  private final Clock clock;
  private final AtomicReference<Policies> previous;

  private Rearming(OpenBatches batches, Clock clock, Policies inForce) {
    this.batches = batches;
    this.clock = clock;
    this.previous = new AtomicReference<>(inForce);
  }

  /** From now on. */
  public static void start(PolicyRegistry policies, OpenBatches batches, Clock clock) {
    var rearming = new Rearming(batches, clock, policies.current());
    policies.listen(rearming::onReplaced);
  }

  private void onReplaced(Policies next) {
    var buckets = changed(previous.getAndSet(next), next);
    if (buckets.changed().isEmpty() && !buckets.unnamed()) {
      return;
    }
    wake(buckets, "", 0)
        .whenComplete(
            (number, failure) -> {
              if (failure == null) {
                log.info("policies changed: {} open batches look at their deadline", number);
              } else {
                log.warn(
                    "policies changed, but open batches that are not in memory cannot be told;"
                        + " they go by them from their present deadline on",
                    failure);
              }
            });
  }

  static Buckets changed(Policies before, Policies after) {
    var names = new LinkedHashSet<>(before.buckets().keySet());
    names.addAll(after.buckets().keySet());
    var changed = new ArrayList<String>();
    for (var name : names) {
      var one = before.buckets().getOrDefault(name, before.defaults());
      var other = after.buckets().getOrDefault(name, after.defaults());
      if (!closesAlike(one, other)) {
        changed.add(name);
      }
    }
    boolean unnamed = !closesAlike(before.defaults(), after.defaults());
    return new Buckets(changed, unnamed, List.copyOf(names));
  }

  private static boolean closesAlike(BucketPolicy one, BucketPolicy other) {
    return one.trigger().equals(other.trigger()) && one.overrides().equals(other.overrides());
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
