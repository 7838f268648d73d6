package io.bindery.platform.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.Timers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's place on its database. Each node says every two seconds that it runs; a node that sees
 * another one there that runs and is no member of its own cluster does not begin. Two clusters on
 * one journal would each take themselves for the only writer of every entity.
 *
 * <p>A node that was killed leaves a row behind. It stands for nobody once its database session has
 * ended and it has missed its time, or after ten seconds whatever its session does: a newcomer
 * waits for that, and takes a row that is renewed meanwhile for a node that lives.
 */
public final class ClusterLease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterLease.class);

  static final Duration RENEWED_EVERY = Duration.ofSeconds(2);

  /** A row whose session has ended counts for so long: its node may be about to connect again. */
  static final Duration WITHOUT_SESSION = Duration.ofSeconds(5);

  /** A row counts for so long, whatever else. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String RENEW =
      "INSERT INTO cluster_node (node, joined_at, seen_at, session_pid, session_at)"
          + " SELECT ?, clock_timestamp(), clock_timestamp(), pid, backend_start"
          + " FROM pg_stat_activity WHERE pid = pg_backend_pid()"
          + " ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at,"
          + " session_pid = excluded.session_pid, session_at = excluded.session_at";

  /** Those that live, as far as rows and sessions say, in the order in which they came. */
  private static final String LIVING =
      "SELECT node, extract(epoch FROM seen_at)"
          + " FROM cluster_node WHERE seen_at > clock_timestamp() - interval '%d ms'"
              .formatted(LONGEST.toMillis())
          + " AND (seen_at > clock_timestamp() - interval '%d ms'"
              .formatted(WITHOUT_SESSION.toMillis())
          + " OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = session_pid AND backend_start ="
          + " session_at)) AND (? OR (joined_at, node) < (SELECT joined_at, node FROM cluster_node"
          + " WHERE node = ?)) ORDER BY joined_at, node";

  private static final String FORGET =
      "DELETE FROM cluster_node WHERE node = ?"
          + " OR seen_at < clock_timestamp() - interval '1 hour'";

  private record Row(String node, double seenAt) {}

  private final DatabaseSettings settings;
  private final Cluster cluster;
  private final String self;
  private final Consumer<String> lost;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var daemon = new Thread(task, "bindery-cluster-lease");
            daemon.setDaemon(true);
            return daemon;
          });

  // Of the thread that takes the place, then of the one that renews it.
  private Optional<Connection> session = Optional.empty();
  private volatile long renewedAt = System.nanoTime();

  private ClusterLease(ActorSystem<?> system, DatabaseSettings settings, Consumer<String> lost) {
    this.settings = settings;
    this.cluster = Cluster.get(system);
    this.self = name(cluster.selfMember());
    this.lost = lost;
  }

  /**
   * Takes a place for a node that has joined its cluster; given back when this is closed. Waits for
   * up to ten seconds where another node was killed.
   *
   * @param lost is told, with the name of the other node, if this node was away from the database
   *     for so long that another cluster has taken its place
   * @throws DatabaseException if a node of another cluster works on the database
   */
  public static ClusterLease take(
      ActorSystem<?> system, DatabaseSettings settings, Consumer<String> lost) {
    var lease = new ClusterLease(system, settings, lost);
    try {
      lease.take();
      return lease;
    } catch (SQLException e) {
      lease.close();
      throw new DatabaseException(
          "It cannot be seen whether another cluster works on the database: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private void take() throws SQLException {
    renew();
    var first = others(false);
    if (!first.isEmpty()) {
      log.info("waiting to see whether node {} still runs", first.get(0).node());
    }
    for (var now = first; !now.isEmpty(); now = others(false)) {
      for (var other : now) {
        if (first.stream().anyMatch(before -> isRenewed(before, other))) {
          throw new DatabaseException(taken(other.node()), null);
        }
      }
      pause();
      renew();
    }
    var unused =
        thread.scheduleWithFixedDelay(
            Timers.guarded("renewing the place on the database", this::again),
            RENEWED_EVERY.toMillis(),
            RENEWED_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** For tests: as if it had not been able to say for so long that it runs. */
  void stoodStill(Duration time) {
    renewedAt = System.nanoTime() - time.toNanos();
  }

  /** Whether others take this node for one that lives. */
  boolean isHeld() {
    return System.nanoTime() - renewedAt < LONGEST.toNanos();
  }

  private static boolean isRenewed(Row before, Row now) {
    return before.node().equals(now.node()) && before.seenAt() < now.seenAt();
  }

  private String taken(String node) {
    return ("Node %s works on database %s already, and is no member of this node's cluster. Nodes"
            + " share a database as one cluster only: give all of them the same"
            + " bindery.cluster.seed-nodes, stop the other one, or use another database.")
        .formatted(node, settings.described());
  }

  /** Whatever goes wrong is tried again: a node that cannot reach the database does no work. */
  private void again() {
    try {
      boolean late = System.nanoTime() - renewedAt > LONGEST.toNanos();
      renewAnew();
      if (late) {
        others(true).stream().findFirst().ifPresent(other -> lost.accept(other.node()));
      }
    } catch (SQLException | RuntimeException e) {
      log.debug("the place on the database is not renewed: {}", Causes.text(e));
      disconnect();
    }
  }

  /** A session that has ended is found out by its use. */
  private void renewAnew() throws SQLException {
    try {
      renew();
    } catch (SQLException e) {
      disconnect();
      renew();
    }
  }

  private void renew() throws SQLException {
    try (var statement = connection().prepareStatement(RENEW)) {
      statement.setString(1, self);
      statement.executeUpdate();
      renewedAt = System.nanoTime();
    }
  }

  /** Living nodes of other clusters that came before this one, or all. */
  private List<Row> others(boolean all) throws SQLException {
    var members =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .map(ClusterLease::name)
            .collect(Collectors.toSet());
    var others = new ArrayList<Row>();
    try (var statement = connection().prepareStatement(LIVING)) {
      statement.setBoolean(1, all);
      statement.setString(2, self);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var row = new Row(rows.getString(1), rows.getDouble(2));
          if (!members.contains(row.node())) {
            others.add(row);
          }
        }
      }
    }
    return others;
  }

  private Connection connection() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(settings.connect(PATIENCE));
    }
    return session.get();
  }

  private void disconnect() {
    try {
      if (session.isPresent()) {
        session.get().close();
      }
    } catch (SQLException e) {
      log.debug("a session ends: {}", Causes.text(e));
    }
    session = Optional.empty();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted while waiting for another node to end.", e);
    }
  }

  private static String name(Member member) {
    var address = member.uniqueAddress();
    return address.address() + "#" + address.longUid();
  }

  /** Gives the place back at once. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
      try (var statement = connection().prepareStatement(FORGET)) {
        statement.setString(1, self);
        statement.executeUpdate();
      }
    } catch (SQLException e) {
      log.debug("the place on the database is not given back: {}", Causes.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
  }
}
