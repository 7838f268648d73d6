package io.bindery.bench.chaos.world;

import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A database of its own, whose schema a process makes that is killed half-way. */
public final class Schema {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRIES = 10;
  private static final String APPLIED = "SELECT count(*) FROM bindery_schema WHERE success";

  private final World world;
  private final String name;
  private final int migrations;

  public Schema(World world, String name) {
    this.world = world;
    this.name = name;
    this.migrations = world.migrations();
  }

  /** How many there are; as many as the service has applied. */
  public int migrations() {
    return migrations;
  }

  private BenchDatabase database() {
    return new BenchDatabase(world.database().all().server(), name);
  }

  /** 0 as long as nothing was applied, or the database is away. */
  private static long count(BenchDatabase database) {
    try (var connection = DriverManager.getConnection(database.url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(APPLIED)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      return 0;
    }
  }

  private ChildJvm migrate() {
    var all = world.database().all();
    return ChildJvm.start(
        MigratingMain.class,
        world.work().resolve("migrating.log"),
        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        Integer.toString(all.server().port()),
        name,
        all.server().user(),
        all.server().password());
  }

  /** Kills a process once so many were applied; how many there were then. */
  public int killAfter(int wanted) {
    // The first of two may have been done without an answer.
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name), "CREATE DATABASE " + name);
    try (var process = migrate()) {
      Waiting.until(PATIENCE, () -> count(database()) >= wanted || wanted == 0);
      process.kill();
    }
    return (int) count(database());
  }

  /** By another fault, the database may be away just now. */
  private void execute(String... statements) {
    for (int tries = 1; ; tries++) {
      try {
        world.database().all().execute(statements);
        return;
      } catch (BenchException e) {
        if (tries == TRIES) {
          throw e;
        }
        Waiting.until(PATIENCE, world.database()::answers);
      }
    }
  }

  /**
   * Has the next process come through.
   *
   * @throws BenchException if it does not, or the schema is another one than the service's
   */
  public void complete() {
    for (int tries = 1; ; tries++) {
      try (var process = migrate()) {
        CompletableFuture.supplyAsync(process::answer)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
        break;
      } catch (RuntimeException e) {
        // The database may be away just now, by another fault.
        if (tries == TRIES) {
          throw new BenchException("A start after a kill does not make the schema", e);
        }
        Waiting.until(PATIENCE, world.database()::answers);
      }
    }
    if (!Waiting.until(PATIENCE, () -> count(database()) == migrations)) {
      throw new BenchException("A schema has %d migrations".formatted(count(database())));
    }
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
  }
}
