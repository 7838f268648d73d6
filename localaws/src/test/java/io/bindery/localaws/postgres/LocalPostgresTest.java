package io.bindery.localaws.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bindery.localaws.ChildJvm;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
  @TempDir Path directory;

  @Test
  void keepsDataAndPortOverStopAndStart() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThat(query(postgres, "show fsync")).isEqualTo("on");
      assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
      execute(postgres, "create table t (v text)");
      execute(postgres, "insert into t values ('kept é')");
      int port = postgres.port();
      postgres.stop();
      assertThatThrownBy(() -> query(postgres, "select 1")).isInstanceOf(SQLException.class);
      postgres.start();
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(query(postgres, "select v from t")).isEqualTo("kept é");
    }
    try (LocalPostgres postgres = LocalPostgres.start(directory, Ports.free())) {
      assertThat(query(postgres, "select v from t")).isEqualTo("kept é");
    }
  }

  @Test
  void temporaryServerIsFastAndLeavesNothing() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
      assertThat(query(postgres, "show fsync")).isEqualTo("off");
    }
  }

  @Test
  void temporaryServersShareNoData() throws Exception {
    try (LocalPostgres one = LocalPostgres.startTemporary()) {
      execute(one, "create table t (v text)");
      try (LocalPostgres other = LocalPostgres.startTemporary()) {
        assertThatThrownBy(() -> query(other, "select v from t"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("\"t\" does not exist");
        execute(other, "create table t (v text)");
        execute(other, "insert into t values ('other')");
      }
      assertThat(query(one, "select count(*) from t")).isEqualTo("0");
    }
  }

  /** They are made once for all servers, not once for each. */
  @Test
  void databasesHaveTheTablesOfASchema() throws Exception {
    var made = new ArrayList<String>();
    var schema =
        new Schema(
            "io/bindery/localaws/postgres/schema",
            (server, database) -> {
              made.add(database);
              executeIn(server, database, "create table kept (v text)");
            });
    Path programs = Binaries.unpacked(directory);
    var kept = programs.getFileName() + "-schema-" + schema.digest().substring(0, 16);
    DataDirectory.delete(programs.resolveSibling(kept));
    for (int i = 0; i < 2; i++) {
      try (LocalPostgres postgres = LocalPostgres.startTemporary(schema)) {
        assertThat(query(postgres, "select count(*) from kept")).isEqualTo("0");
        execute(postgres, "insert into kept values ('mine')");
        execute(postgres, "create database another");
        executeIn(postgres, "another", "insert into kept values ('new')");
      }
      assertThat(made).containsExactly("template1", "postgres");
    }
    var nowhere = new Schema("no/such/scripts", (server, database) -> made.add(database));
    assertThatThrownBy(nowhere::digest)
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("The scripts in no/such/scripts cannot be read");
  }

  @Test
  void refusesAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LocalPostgres.start(directory, taken.getLocalPort()))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void takesAnotherPortIfItsOwnChoiceIsTakenMeanwhile() throws Exception {
    int next = Ports.free() + 1;
    var starting = CompletableFuture.supplyAsync(() -> LocalPostgres.start(directory, 0));
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(directory.resolve("cluster.new")));
    try (ServerSocket taken = new ServerSocket(next, 1, InetAddress.getLoopbackAddress());
        LocalPostgres postgres = starting.get(60, TimeUnit.SECONDS)) {
      assertThat(taken.getLocalPort()).isEqualTo(next);
      assertThat(postgres.port()).isNotEqualTo(next);
      assertThat(query(postgres, "select 1::text")).isEqualTo("1");
    }
  }

  @Test
  void refusesADirectoryThatAnotherInstanceHolds() {
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThat(postgres.port()).isPositive();
      assertThatThrownBy(() -> LocalPostgres.start(directory, 0))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use by another running instance");
    }
  }

  @Test
  void refusesADirectoryOfAnotherMajorVersion() throws Exception {
    Files.createDirectories(directory.resolve("cluster"));
    Files.writeString(directory.resolve("cluster/PG_VERSION"), "9\n");
    assertThatThrownBy(() -> LocalPostgres.start(directory, 0))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("written by Postgres 9")
        .hasMessageContaining("choose another directory");
  }

  /** Starts a server, writes a row, and waits to be killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      LocalPostgres postgres = LocalPostgres.start(Path.of(args[0]), 0);
      execute(postgres, "create table t (v text)");
      execute(postgres, "insert into t values ('kept')");
      System.out.println("READY " + query(postgres, "select pg_postmaster_start_time()"));
      System.in.read();
    }
  }

  @Test
  void aServerEndsWithItsJvmWhenThatIsKilled() throws Exception {
    try (ChildJvm child = ChildJvm.start(Victim.class, directory.toString())) {
      child.awaitReady();
      long server = serverPid();
      child.kill();
      ProcessHandle.of(server).ifPresent(process -> process.onExit().join());
    }
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThat(query(postgres, "select v from t")).isEqualTo("kept");
    }
  }

  @Test
  void aServerThatOutlivedAKilledJvmAndItsGuardIsStoppedAndStartedAnew() throws Exception {
    long orphan;
    try (ChildJvm child = ChildJvm.start(Victim.class, directory.toString())) {
      child.awaitReady();
      orphan = serverPid();
      ProcessHandle.allProcesses().filter(this::isGuard).forEach(ProcessHandle::destroyForcibly);
      child.kill();
      assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isPresent();
    }
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      // It has ended; whoever is its parent now takes note of that when it likes.
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty());
      assertThat(query(postgres, "select v from t")).isEqualTo("kept");
    }
    assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
  }

  private long serverPid() throws IOException {
    return Long.parseLong(Files.readAllLines(directory.resolve("cluster/postmaster.pid")).get(0));
  }

  private boolean isGuard(ProcessHandle process) {
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    return arguments.contains("postgres-guard")
        && arguments.contains(directory.resolve("cluster").toString());
  }

  static String query(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void executeIn(LocalPostgres postgres, String database, String sql) {
    String url = postgres.jdbcUrl().replaceFirst("[^/]+$", database);
    try (Connection connection =
            DriverManager.getConnection(url, postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
