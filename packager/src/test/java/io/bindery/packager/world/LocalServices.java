package io.bindery.packager.world;

import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** AWS and Postgres of this JVM's tests, started once; names keep the tests apart. */
final class LocalServices {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static LocalServices shared;

  private final LocalPostgres postgres;
  private final LocalAws aws;

  private LocalServices() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    postgres = LocalPostgres.startTemporary();
    aws = LocalAws.startTemporary();
  }

  static synchronized LocalServices shared() {
    if (shared == null) {
      shared = new LocalServices();
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

  /** A database of its own, without tables. */
  String newDatabase() {
    var name = unique("test");
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
