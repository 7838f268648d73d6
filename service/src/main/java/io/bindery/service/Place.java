package io.bindery.service;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.bindery.platform.cluster.ClusterLease;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.PoolGuard;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.Timers;
import io.bindery.service.cluster.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's way into its cluster, and what is said of it: first it joins, then it takes its place on
 * the database, then its entities can be reached.
 */
final class Place {
  private static final Logger log = LoggerFactory.getLogger(Place.class);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

  /** Longer than shards need; after it the node goes on to wait, and says so in its health. */
  private static final Duration WORKING = Duration.ofSeconds(20);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final Part part;

  Place(ActorSystem<?> system, ClusterSettings settings) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.part =
        Health.get(system)
            .part(
                new Dependency(
                    "cluster",
                    Kind.CLUSTER,
                    "bindery.cluster.seed-nodes",
                    settings.found(),
                    Optional.empty(),
                    true));
  }

  /**
   * Waits until the node has joined, and sees that its cluster has the database to itself.
   *
   * @throws ServiceStartException if the system ends meanwhile
   * @throws io.bindery.platform.database.DatabaseException if another cluster works on the database
   */
  void take(DatabaseSettings database) {
    var joined = new CompletableFuture<Done>();
    var looking =
        Timers.every(
            system,
            "joining",
            Duration.ZERO,
            LOOK,
            () -> {
              if (cluster.selfMember().status().equals(MemberStatus.up()) && isUnderstood()) {
                joined.complete(Done.done());
              }
            });
    try {
      await(joined);
    } finally {
      looking.cancel();
    }
    var lease = ClusterLease.take(system, database, this::lost);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseActorSystemTerminate(),
            "leave-database",
            () -> CompletableFuture.runAsync(lease::close).thenApply(closed -> Done.done()));
    PoolGuard.start(system, database, this::usedUp);
  }

  /**
   * Whether nobody takes this node for one that does all: those of a version that knows no roles
   * would.
   */
  private boolean isUnderstood() {
    return NodeRole.of(cluster.selfMember()).size() == NodeRole.values().length
        || StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .allMatch(NodeRole::areNamed);
  }

  private void await(CompletableFuture<Done> joined) {
    system
        .getWhenTerminated()
        .whenComplete(
            (ended, failure) ->
                joined.completeExceptionally(
                    new ServiceStartException("The node was stopped before it joined.", failure)));
    while (true) {
      try {
        joined.copy().orTimeout(TOLD_EVERY.toMillis(), TimeUnit.MILLISECONDS).join();
        return;
      } catch (CompletionException e) {
        var cause = Causes.of(e);
        if (!(cause instanceof TimeoutException)) {
          throw cause instanceof RuntimeException known ? known : e;
        }
        part.failed(
            Finding.waiting(
                isUnderstood()
                    ? "None of the other nodes lets this node join: do they run, and can they be"
                        + " reached?"
                    : "Nodes of a version that knows no roles are still in the cluster: give all"
                        + " nodes this version with all roles first."));
      }
    }
  }

  private void lost(String other) {
    log.error(
        "this node was away from its database for so long that node {}, of another cluster, works"
            + " on it now; it ends. Give all nodes the same bindery.cluster.seed-nodes.",
        other);
    part.failed(Finding.broken("Node %s works on the database now.".formatted(other), ""));
    leave();
  }

  private void usedUp() {
    part.failed(Finding.broken("The node's connections to the database are of no use.", ""));
    leave();
  }

  private void leave() {
    var unused = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.clusterDowningReason());
  }

  /** Waits, for a while, until entities can be reached; what is received begins then. */
  void working(List<CompletionStage<Done>> rooms) {
    var working =
        CompletableFuture.allOf(
                rooms.stream()
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture<?>[]::new))
            .thenAccept(done -> begun());
    try {
      working.copy().orTimeout(WORKING.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      part.failed(
          Finding.waiting(
              "Batches, packages or publications cannot be reached yet: nothing is received."));
    }
  }

  private void begun() {
    part.good();
    var health = Health.get(system);
    var away =
        health.parts().stream()
            .filter(one -> one.required() && !health.isReady())
            .filter(one -> !one.state().equals("up") && !one.state().equals("unknown"))
            .map(one -> one.name())
            .toList();
    if (away.isEmpty()) {
      log.info("ready on {}", cluster.selfMember().address());
    } else {
      log.warn("not ready on {} without {}", cluster.selfMember().address(), away);
    }
  }
}
