package io.bindery.platform.database;

import java.time.Duration;

/** Brings a schema up to date in a process of its own, so that it can be killed. */
final class MigratingProcess {
  private MigratingProcess() {}

  /** Arguments: host, port, database, user and password. */
  public static void main(String[] arguments) {
    Migrations.apply(
        new DatabaseSettings(
            arguments[0],
            Integer.parseInt(arguments[1]),
            arguments[2],
            arguments[3],
            arguments[4],
            false,
            2,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ZERO));
  }
}
