package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One INSERT for each event, and once a second a query for the prefixes that are due, whose rows
 * are then deleted. It neither knows duplicates nor announces anything.
 */
final class RowPerEvent implements Contestant {
  private static final Logger log = LoggerFactory.getLogger(RowPerEvent.class);

  private static final String TABLE =
      """
      CREATE TABLE object_event (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        bucket TEXT NOT NULL,
        prefix TEXT NOT NULL,
        key TEXT NOT NULL,
        version_id TEXT,
        size BIGINT NOT NULL,
        event_time TIMESTAMP WITH TIME ZONE NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now());
      CREATE INDEX object_event_prefix_idx ON object_event (bucket, prefix)
      """;

  private static final String INSERT =
      "INSERT INTO object_event (bucket, prefix, key, version_id, size, event_time)"
          + " VALUES (?, ?, ?, ?, ?, to_timestamp(?))";

  private static final String DUE =
      """
      SELECT bucket, prefix FROM object_event GROUP BY bucket, prefix
      HAVING count(*) >= ? OR max(received_at) < now() - make_interval(secs => ?)
      """;

  private static final String TAKE = "DELETE FROM object_event WHERE bucket = ? AND prefix = ?";

  private final List<Connection> connections;
  private final ScheduledExecutorService due = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> looking;
  private final Rule rule;

  RowPerEvent(BenchDatabase database, int connections, Rule rule) {
    database.execute(TABLE);
    this.rule = rule;
    // One more, for the query.
    this.connections = Crew.connect(database.url(), connections + 1);
    var last = this.connections.get(connections);
    looking = due.scheduleWithFixedDelay(() -> closeDue(last), 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public Measured run(Load.Shape shape, Duration length, long seed) {
    return Crew.run(connections.size() - 1, shape, length, seed, i -> inserter(connections.get(i)));
  }

  private static Crew.Work inserter(Connection connection) throws SQLException {
    var insert = connection.prepareStatement(INSERT);
    return load -> {
      var event = load.next();
      insert.setString(1, event.bucket());
      insert.setString(2, event.key().substring(0, event.key().lastIndexOf('/') + 1));
      insert.setString(3, event.key());
      insert.setString(4, event.versionId().orElse(null));
      insert.setLong(5, event.size());
      insert.setLong(6, event.eventTime().getEpochSecond());
      return insert.executeUpdate() == 1;
    };
  }

  private void closeDue(Connection connection) {
    try (var query = connection.prepareStatement(DUE);
        var take = connection.prepareStatement(TAKE)) {
      query.setInt(1, rule.count());
      query.setDouble(2, rule.quiet().toMillis() / 1e3);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          takeAll(take, rows.getString(1), rows.getString(2));
        }
      }
    } catch (SQLException e) {
      log.error("the query for due prefixes failed", e);
    }
  }

  private static void takeAll(PreparedStatement take, String bucket, String prefix)
      throws SQLException {
    take.setString(1, bucket);
    take.setString(2, prefix);
    take.executeUpdate();
  }

  @Override
  public void close() {
    looking.cancel(true);
    due.shutdownNow();
    Crew.close(connections);
  }
}
