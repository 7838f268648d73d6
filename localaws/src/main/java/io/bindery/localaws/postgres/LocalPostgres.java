package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.DirectoryLock;
import io.bindery.localaws.state.LogFiles;
import io.bindery.localaws.state.Orphan;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Postgres server of its own on loopback. The cluster lies in {@code cluster} under the data
 * directory, the server's log in {@code postgres.log} beside it, the password that every connection
 * needs in {@code password}. Its programs are unpacked below the user's cache.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
  private static final long MINIMUM_FREE_BYTES = 128L << 20;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final int PORTS_TRIED = 5;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final Path cluster;
  private final Path log;
  private final boolean fsync;
  private final boolean temporary;
  private final Optional<Schema> schema;
  private final DirectoryLock lock;
  private final Secret secret;

  /** Of the last start: a disk may be away while the server is stopped. */
  private volatile String password;

  private int port;

  /** Whether its cluster began as a copy of one that is kept. */
  private boolean isCopy;

  /** Whether its data is deleted next. */
  private boolean isClosing;

  /** Whether the port may be another one: it is ours to choose, and nobody was told of it yet. */
  private boolean portIsOpen;

  private Consumer<String> watcher = reason -> LOG.error("Postgres ended: {}", reason);
  private ProcessHandle server;
  private Guard guard;
  private Thread hook;

  private LocalPostgres(
      Path directory, int port, boolean fsync, boolean temporary, Optional<Schema> schema) {
    this.schema = schema;
    this.directory = directory.toAbsolutePath().normalize();
    this.cluster = this.directory.resolve("cluster");
    this.log = this.directory.resolve("postgres.log");
    this.secret = new Secret(this.directory);
    this.fsync = fsync;
    this.temporary = temporary;
    DataDirectory.prepare(this.directory, MINIMUM_FREE_BYTES);
    this.lock = DirectoryLock.acquire(this.directory);
    this.portIsOpen = port == 0;
    this.port = portIsOpen ? Ports.free() : port;
  }

  /** Starts a server whose data is safe on disk (fsync on); port 0 takes a free one. */
  public static LocalPostgres start(Path dataDirectory, int port) {
    return start(dataDirectory, port, true);
  }

  /**
   * Starts a server; without {@code fsync} it is faster and its data may not survive a power cut.
   */
  public static LocalPostgres start(Path dataDirectory, int port, boolean fsync) {
    return started(new LocalPostgres(dataDirectory, port, fsync, false, Optional.empty()));
  }

  /** Starts a fast server in a temporary directory, which {@link #close} removes. */
  public static LocalPostgres startTemporary() {
    return startTemporary(Optional.empty());
  }

  /** Starts a fast server whose databases, also those made later, have the tables of a schema. */
  public static LocalPostgres startTemporary(Schema schema) {
    return startTemporary(Optional.of(schema));
  }

  private static LocalPostgres startTemporary(Optional<Schema> schema) {
    LocalPostgres started =
        started(
            new LocalPostgres(
                DataDirectory.temporary("bindery-postgres-"), 0, false, true, schema));
    if (!started.isCopy) {
      schema.ifPresent(it -> it.makeIn(started));
    }
    return started;
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
    return Secret.USER;
  }

  /** The password; also in {@link #passwordFile()}. */
  public String password() {
    String known = password;
    if (known != null) {
      return known;
    }
    try {
      return secret.password();
    } catch (IOException e) {
      throw new LocalAwsException("The password of Postgres cannot be read: " + e, e);
    }
  }

  /** The file with the password, which only this user can read. */
  public Path passwordFile() {
    return secret.file();
  }

  /** The server's log; those of earlier starts are beside it. */
  public Path log() {
    return log;
  }

  /** Is told why when the server ends unasked, from then on; it may {@link #start} it again. */
  public synchronized void onUnaskedEnd(Consumer<String> watcher) {
    this.watcher = watcher;
  }

  public String database() {
    return "postgres";
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host() + ":" + port + "/" + database();
  }

  /** Starts the server again after {@link #stop} or an unasked end, on the same port and data. */
  public synchronized void start() {
    if (server != null && server.isAlive()) {
      return;
    }
    forget();
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      LogFiles.rotate(log);
      Path binaries = Binaries.unpacked(directory);
      Programs programs = new Programs(binaries);
      endOrphan();
      if (!portIsOpen) {
        Ports.requireFree(port, "Postgres");
      }
      if (Files.exists(cluster.resolve("PG_VERSION"))) {
        requireSameMajorVersion(programs);
        secret.enforce(cluster, programs, log);
      } else {
        makeCluster(binaries, programs);
      }
      password = secret.password();
      launch(programs);
      watch();
    } catch (IOException e) {
      endOrphan();
      throw StartFailure.explain(e, log, cluster, port);
    }
  }

  /** A port of our own choice may be taken while the cluster is made: then it is another one. */
  private void launch(Programs programs) throws IOException {
    for (int left = PORTS_TRIED; ; left--) {
      try {
        launchOnce(programs);
        portIsOpen = false;
        return;
      } catch (IOException e) {
        if (!portIsOpen || left == 0 || !StartFailure.isPortTaken(log)) {
          throw e;
        }
        LogFiles.rotate(log);
        port = Ports.free();
      }
    }
  }

  private void launchOnce(Programs programs) throws IOException {
    // pg_ctl makes the server the head of a session of its own: Ctrl-C is not for it.
    programs.run(
        log,
        "pg_ctl",
        "-D",
        cluster.toString(),
        "-w",
        "-t",
        Long.toString(START_TIMEOUT.toSeconds()),
        "-l",
        log.toString(),
        "-o",
        serverOptions(),
        "start");
  }

  private String serverOptions() {
    String safe = fsync ? "on" : "off";
    return String.join(
        " -c ",
        "-p " + port,
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "timezone=UTC",
        "max_connections=300",
        "fsync=" + safe,
        "synchronous_commit=" + safe,
        "full_page_writes=" + safe);
  }

  /** Made beside and moved into place: a start that is killed meanwhile leaves no half cluster. */
  private void makeCluster(Path binaries, Programs programs) throws IOException {
    Path making = directory.resolve("cluster.new");
    DataDirectory.delete(making);
    if (temporary && !binaries.startsWith(directory)) {
      KeptCluster kept =
          schema.isPresent()
              ? KeptCluster.with(schema.get(), binaries)
              : KeptCluster.blank(binaries, programs, log);
      kept.copyTo(making, secret);
      isCopy = true;
    } else {
      secret.makeCluster(making, programs, log);
    }
    Files.move(making, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private void watch() throws IOException {
    long pid = pid();
    ProcessHandle started =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IOException("the server " + pid + " ended at once"));
    server = started;
    guard = Guard.start(cluster);
    if (temporary) {
      // Whoever keeps data stops the server himself, after what uses it.
      hook = new Thread(this::close, "postgres-stop");
      Runtime.getRuntime().addShutdownHook(hook);
    }
    CompletableFuture<Void> unused = started.onExit().thenRun(() -> ended(started));
  }

  private void ended(ProcessHandle process) {
    Consumer<String> told;
    synchronized (this) {
      if (server != process) {
        return;
      }
      forget();
      told = watcher;
    }
    told.accept("process %d ended; its log %s ends with: %s".formatted(process.pid(), log, tail()));
  }

  private String tail() {
    String text = StartFailure.read(log).strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private void forget() {
    server = null;
    if (guard != null) {
      guard.close();
      guard = null;
    }
  }

  /** Stops the server: sessions are cut, data is kept. Does nothing if it is stopped. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    long pid = server.pid();
    forget();
    // Data that nobody keeps needs not be written.
    Orphan.stop(pid, Guard.mark(cluster), isClosing ? "QUIT" : "INT", STOP_PATIENCE);
    removeHook();
  }

  private void removeHook() {
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is ending, and this is the hook.
      }
      hook = null;
    }
  }

  /** Copies the cluster of a server that is stopped, and its password. */
  void copyTo(Path other, Secret password) throws IOException {
    KeptCluster.copy(cluster, secret, other, password);
  }

  @Override
  public synchronized void close() {
    isClosing = temporary;
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
   * Ends the server of this directory, if one runs. After a kill of the JVM it lives on for a
   * moment, or until now if the guard was killed too.
   */
  private void endOrphan() {
    Path pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    try {
      // SIGINT is Postgres' fast shutdown: sessions are cut, data is written.
      Orphan.end(pid(), Guard.mark(cluster), "INT", STOP_PATIENCE);
    } catch (NoSuchFileException e) {
      // It has ended by itself just now.
    } catch (IOException e) {
      throw new LocalAwsException(
          "The file "
              + pidFile
              + " cannot be read ("
              + e
              + "): end any Postgres that runs on that directory, then delete the file.",
          e);
    }
  }

  private long pid() throws IOException {
    Path pidFile = cluster.resolve("postmaster.pid");
    List<String> lines = Files.readAllLines(pidFile);
    try {
      return Long.parseLong(lines.get(0).strip());
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException(pidFile + " does not begin with the number of a process", e);
    }
  }

  private void requireSameMajorVersion(Programs programs) throws IOException {
    String found = Files.readString(cluster.resolve("PG_VERSION")).strip();
    String bundled = programs.majorVersion();
    if (!found.equals(bundled)) {
      throw StartFailure.otherVersion(cluster, found, bundled);
    }
  }
}
