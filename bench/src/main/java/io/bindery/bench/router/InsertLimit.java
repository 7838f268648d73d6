package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The limit of whatever commits once for each event: plain JDBC clients that insert a row in the
 * journal's own layout, with a payload as one object event has it, and do nothing else.
 */
final class InsertLimit implements Contestant {
  private static final String INSERT =
      """
      INSERT INTO limit_journal (slice, entity_type, persistence_id, seq_nr, db_timestamp,
        event_ser_id, event_ser_manifest, event_payload, writer, adapter_manifest)
      VALUES (?, 'batch', ?, ?, CURRENT_TIMESTAMP, 7001, 'objects-recorded', ?, ?, '')
      """;

  private final List<Connection> connections;
  private final byte[] payload;

  /** Those of one writer differ by their serial numbers. */
  private final AtomicInteger writers = new AtomicInteger();

  /**
   * Makes the table.
   *
   * @param payload of one event with one object, as the journal holds it
   */
  InsertLimit(BenchDatabase database, int connections, byte[] payload) {
    database.execute("CREATE TABLE limit_journal (LIKE event_journal INCLUDING ALL)");
    this.connections = Crew.connect(database.url(), connections);
    this.payload = payload;
  }

  @Override
  public Measured run(Load.Shape shape, Duration length, long seed) {
    return Crew.run(connections.size(), shape, length, seed, i -> inserter(connections.get(i)));
  }

  private Crew.Work inserter(Connection connection) throws SQLException {
    var insert = connection.prepareStatement(INSERT);
    var writer = UUID.randomUUID().toString();
    var number = "%08x".formatted(writers.incrementAndGet());
    return load -> {
      var event = load.next();
      insert.setInt(1, Math.floorMod(event.key().hashCode(), 1024));
      insert.setString(2, "batch|" + number + event.versionId().orElseThrow());
      insert.setLong(3, 1);
      insert.setBytes(4, payload);
      insert.setString(5, writer);
      return insert.executeUpdate() == 1;
    };
  }

  @Override
  public void close() {
    Crew.close(connections);
  }
}
