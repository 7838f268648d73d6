package io.bindery.localaws.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the embedded server: whoever can read the file with its password. */
class PostgresAccessTest {
  @TempDir Path directory;

  @Test
  void nobodyConnectsWithoutThePassword() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      for (String user : List.of("postgres", "root", "nobody", "")) {
        for (String password : List.of("", "postgres", "x")) {
          assertThatThrownBy(
                  () -> DriverManager.getConnection(postgres.jdbcUrl(), user, password).close())
              .as("user '%s', password '%s'", user, password)
              .isInstanceOf(SQLException.class);
        }
      }
      assertThat(
              LocalPostgresTest.query(postgres, "select count(*) from pg_authid where rolcanlogin"))
          .isEqualTo("1");
      assertThat(
              LocalPostgresTest.query(postgres, "select rolpassword from pg_authid where oid = 10"))
          .startsWith("SCRAM-SHA-256$");
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(postgres.passwordFile())))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      assertThat(Files.readString(postgres.log())).doesNotContain(postgres.password());
    }
  }

  /** As the builds before had it: any user of the machine was the superuser. */
  @Test
  void aClusterThatTrustedEverybodyIsBroughtUp() throws Exception {
    String before;
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      LocalPostgresTest.execute(postgres, "create table t as select 'kept' as v");
      LocalPostgresTest.execute(postgres, "alter role postgres password null");
      before = postgres.password();
    }
    Files.delete(directory.resolve("password"));
    Files.writeString(
        directory.resolve("cluster/pg_hba.conf"),
        "local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\n");
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "").close())
          .isInstanceOf(SQLException.class);
      assertThat(LocalPostgresTest.query(postgres, "select v from t")).isEqualTo("kept");
      assertThat(postgres.password()).isNotEqualTo(before);
      assertThat(Files.readString(postgres.log())).doesNotContain(postgres.password());
    }
  }

  @Test
  void aPasswordThatOthersCouldReadIsReplaced() throws Exception {
    String before;
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      before = postgres.password();
    }
    Files.setPosixFilePermissions(
        directory.resolve("password"), PosixFilePermissions.fromString("rw-r--r--"));
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThat(postgres.password()).isNotEqualTo(before);
      assertThat(LocalPostgresTest.query(postgres, "select 1")).isEqualTo("1");
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", before).close())
          .isInstanceOf(SQLException.class);
    }
  }

  /** Killed while the cluster was made, or before it was moved into place. */
  @Test
  void aHalfMadeClusterIsMadeAnew() throws Exception {
    Files.createDirectories(directory.resolve("cluster.new/base"));
    Files.writeString(directory.resolve("cluster.new/PG_VERSION"), "17\n");
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      assertThat(LocalPostgresTest.query(postgres, "select 1")).isEqualTo("1");
    }
    assertThat(directory.resolve("cluster.new")).doesNotExist();
  }

  @Test
  void anUnaskedEndIsToldAndTheServerStartsAgainWithItsLogsKept() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
      LocalPostgresTest.execute(postgres, "create table t as select 'kept' as v");
      postgres.onUnaskedEnd(
          reason -> {
            postgres.start();
            told.add(reason);
          });
      Files.writeString(
          postgres.log(), "of the first start\n", java.nio.file.StandardOpenOption.APPEND);
      String line = Files.readAllLines(directory.resolve("cluster/postmaster.pid")).get(0);
      ProcessHandle.of(Long.parseLong(line)).orElseThrow().destroyForcibly();
      await().atMost(60, TimeUnit.SECONDS).until(() -> !told.isEmpty());
      assertThat(told.get(0)).startsWith("process " + line + " ended; its log ");
      assertThat(LocalPostgresTest.query(postgres, "select v from t")).isEqualTo("kept");
      assertThat(directory.resolve("postgres.log.1")).content().contains("of the first start");
    }
    assertThat(told).hasSize(1);
  }
}
