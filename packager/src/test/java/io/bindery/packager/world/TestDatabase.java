package io.bindery.packager.world;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** The database of one world. */
final class TestDatabase {
  private final LocalServices services;
  private final String name;

  private TestDatabase(LocalServices services, String name) {
    this.services = services;
    this.name = name;
  }

  /** One with the tables of this build. */
  static TestDatabase migrated(LocalServices services) {
    return new TestDatabase(services, services.newDatabase());
  }

  /**
   * One with the tables of an earlier build.
   *
   * @param schema its version
   */
  static TestDatabase ofEarlierBuild(LocalServices services, String schema) {
    var database = new TestDatabase(services, services.emptyDatabase());
    database.migrate(schema);
    return database;
  }

  String name() {
    return name;
  }

  /** The rows of a query, each by the names of its columns. */
  List<Map<String, Object>> query(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var all = new ArrayList<Map<String, Object>>();
      while (rows.next()) {
        var row = new HashMap<String, Object>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void update(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  World.Held hold(String sql) {
    try {
      var connection = connect();
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return () -> closed(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is not committed is undone. */
  private static void closed(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void migrate(String schema) {
    Flyway.configure()
        .dataSource(url(), services.postgres().user(), services.postgres().password())
        .locations("classpath:db/migration")
        .table("bindery_schema")
        .target(schema)
        .load()
        .migrate();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        url(), services.postgres().user(), services.postgres().password());
  }

  private String url() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(services.postgres().host(), services.postgres().port(), name);
  }
}
