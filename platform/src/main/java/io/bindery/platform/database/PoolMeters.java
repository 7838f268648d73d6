package io.bindery.platform.database;

import akka.actor.typed.ActorSystem;
import akka.persistence.r2dbc.ConnectionFactoryProvider;
import io.bindery.platform.telemetry.Meters;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import java.util.function.ToIntFunction;

/** How the connections to the database are used. */
public final class PoolMeters {
  private static final String NAME = "bindery.pool.connections";
  private static final String WORDS = "Connections of this node to the database, by their state.";

  private PoolMeters() {}

  /** Tells it from now on. */
  public static void start(ActorSystem<?> system) {
    var factory = ConnectionFactoryProvider.get(system).connectionFactoryFor(Tables.POOL);
    if (factory instanceof ConnectionPool pool && pool.getMetrics().isPresent()) {
      var meters = Meters.get(system);
      var metrics = pool.getMetrics().get();
      gauge(meters, NAME, WORDS, metrics, PoolMetrics::acquiredSize, "state", "in_use");
      gauge(meters, NAME, WORDS, metrics, PoolMetrics::idleSize, "state", "idle");
      gauge(
          meters,
          "bindery.pool.connections.limit",
          "Connections to the database that this node opens at most.",
          metrics,
          PoolMetrics::getMaxAllocatedSize);
      gauge(
          meters,
          "bindery.pool.waiting",
          "Statements of this node that wait for a connection to the database.",
          metrics,
          PoolMetrics::pendingAcquireSize);
    }
  }

  private static void gauge(
      Meters meters,
      String name,
      String description,
      PoolMetrics metrics,
      ToIntFunction<PoolMetrics> figure,
      String... tags) {
    meters.gauge(name, "", description, () -> figure.applyAsInt(metrics), tags);
  }
}
