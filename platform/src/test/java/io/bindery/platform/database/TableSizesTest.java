package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures in the guide of tables that grow with the objects, indexes included. */
class TableSizesTest {
  private static final int ROWS = Integer.getInteger("bindery.rows", 20_000);

  @Test
  void growNoFasterThanTheGuideSays() throws SQLException {
    try (var postgres = LocalPostgres.startTemporary()) {
      Migrations.apply(
          new DatabaseSettings(
              postgres.host(),
              postgres.port(),
              postgres.database(),
              postgres.user(),
              postgres.password(),
              false,
              2,
              Duration.ofMinutes(30),
              Duration.ofMinutes(1),
              Duration.ofSeconds(30)));
      try (var connection =
          DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
        // A key of 60 characters, as a run of a sequencer has them.
        fill(
            connection,
            """
            INSERT INTO object_checksum (bucket, key, version, algorithm, etag, size, value, computed_at,
              used_at)
            SELECT 'lab-data', 'sequencing/2026/run-' || n / 100 || '/reads/sample-' || n || '_R1.fastq.gz',
              md5(n::text), 'sha2-256-chunked', md5(n::text), n, substr(md5(n::text) || md5('x'), 1, 44),
              now(), now()
            FROM generate_series(1, %d) AS n
            """);
        // A prefix at rest: some 250 bytes, and 8 for each of ten events.
        fill(
            connection,
            """
            INSERT INTO snapshot (slice, entity_type, persistence_id, seq_nr, db_timestamp, write_timestamp,
              ser_id, ser_manifest, snapshot)
            SELECT n %% 1024, 'batch', 'batch|' || substr(md5(n::text), 1, 32), 1, now(), 0, 33, 'state',
              decode(repeat(md5(n::text), 20), 'hex')
            FROM generate_series(1, %d) AS n
            """);
        fill(
            connection,
            """
            INSERT INTO reconciliation (id, bucket, prefix, state, asked_by, asked_at, everything)
            SELECT md5(n::text), 'lab-data', 'sequencing/2026/run-' || n || '/', 'done', 'ann', now(), false
            FROM generate_series(1, %d) AS n
            """);
        assertThat(perRow(connection, "object_checksum")).isBetween(400L, 600L);
        assertThat(perRow(connection, "snapshot")).isBetween(400L, 600L);
        assertThat(perRow(connection, "reconciliation")).isBetween(250L, 400L);
      }
    }
  }

  private static void fill(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql.formatted(ROWS));
    }
  }

  private static long perRow(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_total_relation_size('%s')".formatted(table))) {
      rows.next();
      return rows.getLong(1) / ROWS;
    }
  }
}
