package io.bindery.service.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the oldest node the dearest pod, so that it goes last where there are too many: what the
 * cluster has one of lives on it, and moves when it goes. A cost that cannot be set is told and
 * tried again; nothing else depends on it.
 */
public final class PodDeletionCost {
  private static final Logger log = LoggerFactory.getLogger(PodDeletionCost.class);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(3), Duration.ofMinutes(5));

  /** Of the oldest; each younger one costs one less. */
  static final int DEAREST = 1000;

  private final Cluster cluster;
  private final IntFunction<CompletionStage<Void>> tell;

  private volatile OptionalInt told = OptionalInt.empty();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile long notBefore = System.nanoTime();
  private volatile boolean isTelling;

  private PodDeletionCost(Cluster cluster, IntFunction<CompletionStage<Void>> tell) {
    this.cluster = cluster;
    this.tell = tell;
  }

  /** Starts to tell, if Kubernetes finds the nodes. */
  public static void start(
      ActorSystem<?> system, ClusterSettings settings, Map<String, String> environment) {
    if (settings.discovery() == Discovery.KUBERNETES_API) {
      try {
        start(
            system, KubernetesApi.of(system.settings().config(), environment)::deletionCost, LOOK);
      } catch (KubernetesException e) {
        log.warn("the cost of deleting this pod is not set: {}", Causes.text(e));
      }
    }
  }

  /**
   * Starts to tell.
   *
   * @param tell sets the cost of this pod
   * @param pause between two looks at the members
   */
  static void start(
      ActorSystem<?> system, IntFunction<CompletionStage<Void>> tell, Duration pause) {
    var cost = new PodDeletionCost(Cluster.get(system), tell);
    RegularWork.start(system, "pod-deletion-cost", pause, cost::look);
  }

  private void look() {
    var self = cluster.selfMember();
    if (isTelling
        || System.nanoTime() - notBefore < 0
        || !self.status().equals(MemberStatus.up())) {
      return;
    }
    int older =
        (int)
            StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .filter(member -> member.isOlderThan(self))
                .count();
    int cost = Math.max(0, DEAREST - older);
    if (told.isPresent() && told.getAsInt() == cost) {
      return;
    }
    isTelling = true;
    var unused = tell.apply(cost).whenComplete((done, failure) -> ended(cost, failure));
  }

  private void ended(int cost, Throwable failure) {
    if (failure == null) {
      failures.set(0);
      told = OptionalInt.of(cost);
      log.debug("the cost of deleting this pod is {}", cost);
    } else {
      notBefore = System.nanoTime() + PAUSES.after(failures.incrementAndGet()).toNanos();
      log.warn(
          "the cost of deleting this pod is not set, trying again (its service account must be"
              + " allowed to patch pods): {}",
          Causes.text(failure));
    }
    isTelling = false;
  }
}
