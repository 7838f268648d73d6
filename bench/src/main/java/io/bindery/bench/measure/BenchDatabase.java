package io.bindery.bench.measure;

import io.bindery.localaws.postgres.LocalPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One database of the benchmark's Postgres.
 *
 * @param server where it is
 * @param name its name
 */
public record BenchDatabase(LocalPostgres server, String name) {
  /** Makes an empty database. */
  public static BenchDatabase create(LocalPostgres server, String name) {
    new BenchDatabase(server, server.database()).execute("CREATE DATABASE " + name);
    return new BenchDatabase(server, name);
  }

  /** Its address for JDBC, with user and password. */
  public String url() {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(server.host(), server.port(), name, server.user(), server.password());
  }

  /** The settings by which a node finds it. */
  public Map<String, Object> settings() {
    return Map.of(
        "bindery.database.host", server.host(),
        "bindery.database.port", server.port(),
        "bindery.database.name", name,
        "bindery.database.user", server.user(),
        "bindery.database.password", server.password(),
        "bindery.database.ssl", false);
  }

  public void execute(String... statements) {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new BenchException("The benchmark's own database refuses a statement", e);
    }
  }

  public long count(String query) {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new BenchException("The benchmark's own database refuses a query", e);
    }
  }

  public List<String> texts(String query) {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new BenchException("The benchmark's own database refuses a query", e);
    }
  }

  public byte[] bytes(String query) {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        throw new BenchException("There is no row for " + query);
      }
      return rows.getBytes(1);
    } catch (SQLException e) {
      throw new BenchException("The benchmark's own database refuses a query", e);
    }
  }
}
