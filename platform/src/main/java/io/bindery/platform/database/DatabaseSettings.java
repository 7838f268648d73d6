package io.bindery.platform.database;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Section {@code bindery.database}. The journal's pool reads the same keys by substitution.
 *
 * @param host name or address of the server
 * @param port TCP port
 * @param name name of the database
 * @param user role that owns the tables
 * @param password its password; may be empty where the server trusts the connection
 * @param ssl whether the connection must be encrypted
 * @param poolSize connections of one node
 * @param connectionLife how long a connection lives at most
 * @param statementTimeout how long one statement may take
 * @param startTimeout how long the start waits for a server that does not answer yet
 */
public record DatabaseSettings(
    String host,
    int port,
    String name,
    String user,
    String password,
    boolean ssl,
    int poolSize,
    Duration connectionLife,
    Duration statementTimeout,
    Duration startTimeout) {

  /** Reads {@code bindery.database}. */
  public static DatabaseSettings from(Config root) {
    var settings = Settings.at(root, "bindery.database");
    return new DatabaseSettings(
        settings.text("host", Grammar.HOST),
        settings.integer("port", 1, 65_535),
        settings.text("name"),
        settings.text("user"),
        settings.optionalText("password").orElse(""),
        settings.flag("ssl"),
        settings.integer("pool-size", 2, 200),
        settings.duration("connection-life", Duration.ofSeconds(10), Duration.ofDays(1)),
        settings.duration("statement-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
        settings.duration("start-timeout", Duration.ZERO, Duration.ofHours(1)));
  }

  /**
   * A connection of its own, beside the pool's; no call on it takes longer than that.
   *
   * @throws SQLException if there is none to be had
   */
  public Connection connect(Duration patience) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    var seconds = Long.toString(patience.toSeconds());
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return DriverManager.getConnection(jdbcUrl(), properties);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s?sslmode=%s&tcpKeepAlive=true"
        .formatted(host, port, name, ssl ? "require" : "prefer");
  }

  /** The database without its password, for messages and logs. */
  public String described() {
    return "%s@%s:%d/%s".formatted(user, host, port, name);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + described() + ", ssl=" + ssl + "]";
  }
}
