package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fills a database with open batches faster than recording them would: one batch that a node has
 * recorded is copied to as many prefixes as are wanted, in the journal and in the table of open
 * batches, as of yesterday. Only the prefix within the event's bytes, the ids made from it, and
 * times are changed, so what is copied is always what the router of this build writes.
 */
final class JournalSeed {
  private static final String IDS =
      "CREATE UNLOGGED TABLE seed (entity_id TEXT, slice INT, prefix TEXT)";

  /** How many are recorded before one of them is copied. */
  static final int RECORDED = 64;

  private static final int OTHERS = 90_000_000;
  private static final Rule LATER = new Rule(1_000, Duration.ofHours(1));
  private static final String TEMPLATE = entityId(0);

  private static final String ADD_IDS = "INSERT INTO seed SELECT * FROM unnest(?, ?, ?)";
  private static final int CHUNK = 10_000;

  private final BenchDatabase database;

  private JournalSeed(BenchDatabase database) {
    this.database = database;
  }

  /**
   * Makes so many open batches of one object event each, and some more that were really recorded.
   *
   * @param dueSql when they are due, in SQL; empty if that is an hour from now
   */
  static void open(BenchDatabase database, int batches, String dueSql) {
    try (var node =
        BenchNode.start(database, InProcessAws.with(new Announcements()), LATER, Map.of())) {
      var load = new Load(Load.Shape.uniform(1), 0, "seed");
      var events =
          IntStream.range(0, RECORDED).mapToObj(i -> load.event(i == 0 ? 0 : OTHERS + i)).toList();
      node.record(events);
    }
    copy(database, batches, dueSql);
  }

  /**
   * Copies the batch of prefix 0 to the prefixes 1 to {@code count}. No node may run on the
   * database, and one must have recorded one event of prefix 0.
   *
   * @param dueSql when they are due, in SQL; empty leaves that of the copied batch
   */
  private static void copy(BenchDatabase database, int count, String dueSql) {
    var seed = new JournalSeed(database);
    try (var connection = DriverManager.getConnection(database.url())) {
      seed.ids(connection, count);
      seed.fill(connection, "event_journal", journalRow(), seed.journal());
      seed.fill(
          connection,
          "open_batch",
          "entity_id = '" + TEMPLATE + "'",
          Map.of("entity_id", "s.entity_id", "prefix", "s.prefix"));
      try (var statement = connection.createStatement()) {
        if (!dueSql.isEmpty()) {
          // Those that were recorded as well: at a start the sweeper goes by the table.
          statement.execute(
              "UPDATE open_batch SET due_at = %1$s, wake_at = %1$s".formatted(dueSql));
        }
        statement.execute("DROP TABLE seed");
        statement.execute("VACUUM ANALYZE event_journal, open_batch");
        statement.execute("CHECKPOINT");
      }
    } catch (SQLException e) {
      throw new BenchException("The journal cannot be seeded", e);
    }
  }

  private void ids(Connection connection, int count) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(IDS);
    }
    try (var insert = connection.prepareStatement(ADD_IDS)) {
      for (int from = 1; from <= count; from += CHUNK) {
        var numbers = IntStream.rangeClosed(from, Math.min(from + CHUNK - 1, count)).toArray();
        var ids = Arrays.stream(numbers).mapToObj(JournalSeed::entityId).toArray();
        var slices = Arrays.stream(ids).map(id -> slice((String) id)).toArray();
        var prefixes = Arrays.stream(numbers).mapToObj(Load::prefix).toArray();
        insert.setArray(1, connection.createArrayOf("text", ids));
        insert.setArray(2, connection.createArrayOf("int", slices));
        insert.setArray(3, connection.createArrayOf("text", prefixes));
        insert.executeUpdate();
      }
    }
  }

  /** All prefixes are of one length, so one stands where the other stood. */
  private Map<String, String> journal() {
    int at =
        (int)
            database.count(
                "SELECT position(convert_to('%s', 'UTF8') IN event_payload) FROM event_journal WHERE %s"
                    .formatted(Load.prefix(0), journalRow()));
    if (at == 0) {
      throw new BenchException(
          "The first event of a batch does not hold its prefix as plain text: seed otherwise");
    }
    return Map.of(
        "slice",
        "s.slice",
        "persistence_id",
        "'" + Batch.ENTITY_TYPE + "|' || s.entity_id",
        "db_timestamp",
        "t.db_timestamp - interval '1 day'",
        "event_payload",
        "overlay(t.event_payload PLACING convert_to(s.prefix, 'UTF8') FROM " + at + ")");
  }

  private void fill(
      Connection connection, String table, String template, Map<String, String> changed)
      throws SQLException {
    var columns =
        database.texts(
            "SELECT column_name FROM information_schema.columns WHERE table_name = '"
                + table
                + "' AND table_schema = 'public' ORDER BY ordinal_position");
    List<String> values = new ArrayList<>();
    for (var column : columns) {
      values.add(changed.getOrDefault(column, "t." + column));
    }
    try (var statement = connection.createStatement()) {
      // In the order of the key, so that the index grows at its end.
      int rows =
          statement.executeUpdate(
              "INSERT INTO %s (%s) SELECT %s FROM seed s, (SELECT * FROM %s WHERE %s) t ORDER BY s.entity_id"
                  .formatted(
                      table,
                      String.join(", ", columns),
                      String.join(", ", values),
                      table,
                      template));
      if (rows == 0) {
        throw new BenchException("There is no row to copy in " + table);
      }
    }
  }

  private static String journalRow() {
    return "persistence_id = '%s|%s' AND seq_nr = 1".formatted(Batch.ENTITY_TYPE, TEMPLATE);
  }

  static String entityId(int prefix) {
    return new BatchKey(Load.BUCKET, Load.prefix(prefix)).entityId();
  }

  private static int slice(String entityId) {
    // As Persistence.sliceForPersistenceId, which needs a running system.
    return Math.abs((Batch.ENTITY_TYPE + "|" + entityId).hashCode() % 1024);
  }
}
