package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.DirectoryLock;
import io.bindery.localaws.state.Orphan;
import io.bindery.localaws.state.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Postgres server of its own on loopback. The cluster lies in {@code cluster} under the data
 * directory, the server's log in {@code postgres.log} beside it. Connections need no password; any
 * is accepted.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final Pattern JAR_MAJOR =
      Pattern.compile("binaries-linux-amd64-(\\d+)[.][^/]*[.]jar");
  private static final long MINIMUM_FREE_BYTES = 128L << 20;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final Path cluster;
  private final int port;
  private final boolean fsync;
  private final boolean temporary;
  private final DirectoryLock lock;
  private EmbeddedPostgres server;
  private Guard guard;

  private LocalPostgres(Path directory, int port, boolean fsync, boolean temporary) {
    this.directory = directory.toAbsolutePath().normalize();
    this.cluster = this.directory.resolve("cluster");
    this.fsync = fsync;
    this.temporary = temporary;
    DataDirectory.prepare(this.directory, MINIMUM_FREE_BYTES);
    this.lock = DirectoryLock.acquire(this.directory);
    this.port = port == 0 ? Ports.free() : port;
  }

  /** Starts a server whose data is safe on disk (fsync on); port 0 takes a free one. */
  public static LocalPostgres start(Path dataDirectory, int port) {
    return start(dataDirectory, port, true);
  }

  /**
   * Starts a server; without {@code fsync} it is faster and its data may not survive a power cut.
   */
  public static LocalPostgres start(Path dataDirectory, int port, boolean fsync) {
    return started(new LocalPostgres(dataDirectory, port, fsync, false));
  }

  /** Starts a fast server in a temporary directory, which {@link #close} removes. */
  public static LocalPostgres startTemporary() {
    return started(new LocalPostgres(DataDirectory.temporary("bindery-postgres-"), 0, false, true));
  }

  private static LocalPostgres started(LocalPostgres postgres) {
    try {
      postgres.start();
      return postgres;
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public String user() {
    return USER;
  }

  /** Accepted, as any other would be. */
  public String password() {
    return USER;
  }

  public String database() {
    return "postgres";
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host() + ":" + port + "/" + database();
  }

  /** Starts the server again after {@link #stop}, on the same port and data. */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    requireSameMajorVersion();
    endOrphan();
    Ports.requireFree(port, "Postgres");
    Path log = directory.resolve("postgres.log");
    try {
      Files.deleteIfExists(log);
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(cluster)
              .setCleanDataDirectory(false)
              // Whoever keeps data stops the server himself, after what uses it.
              .setRegisterShutdownHook(temporary)
              .setPort(port)
              .setPGStartupWait(START_TIMEOUT)
              .setServerConfig("fsync", fsync ? "on" : "off")
              .setServerConfig("synchronous_commit", fsync ? "on" : "off")
              .setServerConfig("full_page_writes", fsync ? "on" : "off")
              .setServerConfig("unix_socket_directories", "")
              .setLocaleConfig("locale", "C.UTF-8")
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      guard = Guard.start(cluster);
    } catch (IOException | RuntimeException e) {
      endOrphan();
      throw StartFailure.explain(e, log, cluster, port);
    }
  }

  /** Stops the server: sessions are cut, data is kept. Does nothing if it is stopped. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    try {
      server.close();
    } catch (IOException e) {
      throw new LocalAwsException("Postgres in " + directory + " cannot be stopped: " + e, e);
    } finally {
      server = null;
      if (guard != null) {
        guard.close();
        guard = null;
      }
      endOrphan();
    }
  }

  @Override
  public synchronized void close() {
    try {
      stop();
    } finally {
      lock.close();
      if (temporary) {
        DataDirectory.delete(directory);
      }
    }
  }

  /**
   * After a kill of the JVM its server lives on for a moment, or until now if the guard was killed
   * too, and a new start would silently adopt it.
   */
  private void endOrphan() {
    Path pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    try {
      List<String> lines = Files.readAllLines(pidFile);
      // SIGINT is Postgres' fast shutdown: sessions are cut, data is written.
      Orphan.end(Long.parseLong(lines.get(0).strip()), cluster.toString(), "INT", STOP_PATIENCE);
    } catch (NoSuchFileException e) {
      // It has ended by itself just now.
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new LocalAwsException(
          "The file "
              + pidFile
              + " cannot be read ("
              + e
              + "): end any Postgres that runs on that directory, then delete the file.",
          e);
    }
  }

  private void requireSameMajorVersion() {
    Path versionFile = cluster.resolve("PG_VERSION");
    URL binaries = EmbeddedPostgres.class.getResource(BINARIES);
    Matcher bundled = JAR_MAJOR.matcher(binaries == null ? "" : binaries.getPath());
    if (!Files.exists(versionFile) || !bundled.find()) {
      return;
    }
    try {
      String found = Files.readString(versionFile).strip();
      if (!found.equals(bundled.group(1))) {
        throw StartFailure.otherVersion(cluster, found, bundled.group(1));
      }
    } catch (IOException e) {
      throw new LocalAwsException("The file " + versionFile + " cannot be read: " + e, e);
    }
  }
}
