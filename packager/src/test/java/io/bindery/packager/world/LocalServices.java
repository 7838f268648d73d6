package io.bindery.packager.world;

import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.faulty.AwsProcess;
import io.bindery.localaws.postgres.LocalPostgres;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** AWS and Postgres of this JVM's tests, started once; names keep the tests apart. */
final class LocalServices {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static LocalServices shared;

  private final LocalPostgres postgres;
  private final Optional<LocalAws> aws;
  private final URI endpoint;

  private LocalServices(LocalPostgres postgres, Optional<LocalAws> aws, URI endpoint) {
    this.postgres = postgres;
    this.aws = aws;
    this.endpoint = endpoint;
  }

  static synchronized LocalServices shared() {
    if (shared == null) {
      System.setProperty("aws.accessKeyId", "test");
      System.setProperty("aws.secretAccessKey", "test");
      var aws = LocalAws.startTemporary();
      shared = new LocalServices(MigratedPostgres.start(), Optional.of(aws), aws.endpoint());
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** The same Postgres, with the AWS of another process. */
  static LocalServices in(AwsProcess process) {
    return new LocalServices(shared().postgres, Optional.empty(), process.endpoint());
  }

  URI endpoint() {
    return endpoint;
  }

  /** The AWS of this process. */
  LocalAws aws() {
    return aws.orElseThrow();
  }

  LocalPostgres postgres() {
    return postgres;
  }

  /** A database of its own, with the tables of this build. */
  String newDatabase() {
    return newDatabase("");
  }

  /** A database of its own, without tables. */
  String emptyDatabase() {
    return newDatabase(" TEMPLATE template0");
  }

  private String newDatabase(String template) {
    var name = unique("test");
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + template);
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
    aws.ifPresent(LocalAws::close);
    postgres.close();
  }
}
