package io.bindery.exchange.world;

import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** AWS and Postgres of this JVM's tests, started once; names keep the tests apart. */
final class ExchangeServices {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static ExchangeServices shared;

  private final LocalPostgres postgres;
  private final LocalAws aws;

  private ExchangeServices(LocalPostgres postgres, LocalAws aws) {
    this.postgres = postgres;
    this.aws = aws;
  }

  static synchronized ExchangeServices shared() {
    if (shared == null) {
      System.setProperty("aws.accessKeyId", "test");
      System.setProperty("aws.secretAccessKey", "test");
      shared = new ExchangeServices(MigratedPostgres.start(), LocalAws.startTemporary());
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  LocalAws aws() {
    return aws;
  }

  LocalPostgres postgres() {
    return postgres;
  }

  /** A database of its own, with all tables. */
  String newDatabase() {
    var name = unique("exchange");
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A name that no other test has. */
  static String unique(String beginning) {
    return beginning + NUMBER.incrementAndGet();
  }

  private void close() {
    aws.close();
    postgres.close();
  }
}
