package io.bindery.bench.chaos.world;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Postgres server of a run, with fsync on, and what can happen to it. */
public final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final Duration START = Duration.ofMinutes(2);
  private static final int CONNECT_SECONDS = 5;

  private final Optional<Disk> disk;
  private final Path cluster;
  private final LocalPostgres server;

  private Database(Optional<Disk> disk, Path cluster, LocalPostgres server) {
    this.disk = disk;
    this.cluster = cluster;
    this.server = server;
    server.onUnaskedEnd(why -> log.info("Postgres: {}", why));
  }

  /**
   * Starts it.
   *
   * @param diskMebibytes how large its disk is, where it can have one of its own
   */
  static Database start(Path work, int diskMebibytes) throws IOException {
    var disk = Disk.mount(Files.createDirectories(work.resolve("disk")), diskMebibytes);
    var directory = disk.map(Disk::mountPoint).orElse(work).resolve("postgres");
    try {
      var server = LocalPostgres.start(directory, 0);
      var database = new Database(disk, directory.resolve("cluster"), server);
      // A small disk has no room for the log of an hour.
      database.all().execute("ALTER SYSTEM SET max_wal_size = '192MB'", "SELECT pg_reload_conf()");
      return database;
    } catch (RuntimeException e) {
      disk.ifPresent(Disk::close);
      throw e;
    }
  }

  /** Whether it has a disk of its own, which can be full and lose its power. */
  public boolean hasDisk() {
    return disk.isPresent();
  }

  int port() {
    return server.port();
  }

  /** The database of the service. */
  public BenchDatabase all() {
    return new BenchDatabase(server, server.database());
  }

  /** Ends it as an operator in a hurry does: no checkpoint, the log is replayed at the start. */
  public void stopAtOnce() {
    pid().ifPresent(pid -> Shell.signal("QUIT", pid));
  }

  /** Starts it, if it does not run, and waits until it takes statements. */
  public void startAgain() {
    boolean up =
        Waiting.until(
            START,
            () -> {
              try {
                server.start();
                return answers();
              } catch (LocalAwsException e) {
                log.info("Postgres does not start yet: {}", e.getMessage());
                return false;
              }
            });
    if (!up) {
      throw new BenchException("Postgres does not start again; see " + server.log());
    }
  }

  /** Whether it takes statements. */
  public boolean answers() {
    try {
      DriverManager.setLoginTimeout(CONNECT_SECONDS);
      try (var connection = DriverManager.getConnection(all().url());
          var statement = connection.createStatement()) {
        statement.execute("CREATE TEMPORARY TABLE probe (x INT)");
        return true;
      }
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends all other connections; how many there were. */
  public long endConnections() {
    return all()
        .count(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** Leaves it no room. */
  public void fillDisk() {
    disk.orElseThrow().fill();
  }

  /** Gives it room again. */
  public void freeDisk() {
    disk.orElseThrow().free();
  }

  /** Ends it without a word, and what was not synced is gone. */
  public void losePower() {
    pid()
        .flatMap(ProcessHandle::of)
        .ifPresent(
            postmaster -> {
              // It must not start what is killed.
              Shell.signal("STOP", postmaster.pid());
              postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
              postmaster.destroyForcibly();
              postmaster.onExit().join();
            });
    disk.orElseThrow().losePower();
  }

  private Optional<Long> pid() {
    try {
      var lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.get(0).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } finally {
      disk.ifPresent(Disk::close);
    }
  }
}
