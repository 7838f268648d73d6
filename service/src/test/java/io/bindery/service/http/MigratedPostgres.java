package io.bindery.service.http;

import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.localaws.postgres.Schema;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import java.time.Duration;

/** A Postgres of a test whose databases have Bindery's tables from the beginning. */
final class MigratedPostgres {
  private static final Schema SCHEMA = new Schema("db/migration", MigratedPostgres::migrate);

  private MigratedPostgres() {}

  /** Starts one, which its {@code close} removes. */
  static LocalPostgres start() {
    return LocalPostgres.startTemporary(SCHEMA);
  }

  private static void migrate(LocalPostgres server, String database) {
    Migrations.apply(
        new DatabaseSettings(
            server.host(),
            server.port(),
            database,
            server.user(),
            server.password(),
            false,
            2,
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30)));
  }
}
