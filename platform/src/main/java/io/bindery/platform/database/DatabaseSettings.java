package io.bindery.platform.database;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.time.Duration;

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
    Duration startTimeout) {

  /** Reads {@code bindery.database}. */
  public static DatabaseSettings from(Config root) {
    var settings = Settings.at(root, "bindery.database");
    return new DatabaseSettings(
        settings.text("host"),
        settings.integer("port", 1, 65_535),
        settings.text("name"),
        settings.text("user"),
        settings.optionalText("password").orElse(""),
        settings.flag("ssl"),
        settings.integer("pool-size", 2, 200),
        settings.duration("start-timeout", Duration.ZERO, Duration.ofHours(1)));
  }

  String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s?sslmode=%s"
        .formatted(host, port, name, ssl ? "require" : "prefer");
  }

  /** The database without its password, for messages and logs. */
  String described() {
    return "%s@%s:%d/%s".formatted(user, host, port, name);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + described() + ", ssl=" + ssl + "]";
  }
}
