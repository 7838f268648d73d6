package io.bindery.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may work on a database: one cluster at a time. */
@Tag("chaos")
class ClusterLeaseTest {
  private static LocalPostgres postgres;
  private static DatabaseSettings database;
  private final ActorTestKit first = node();
  private final ActorTestKit second = node();
  private final CompletableFuture<String> lost = new CompletableFuture<>();

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    database = migrated();
  }

  private static DatabaseSettings migrated() {
    var settings =
        new DatabaseSettings(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            postgres.user(),
            postgres.password(),
            false,
            2,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10));
    Migrations.apply(settings);
    return settings;
  }

  private static ActorTestKit node() {
    return ActorTestKit.create(
        "ClusterLeaseTest",
        ConfigFactory.parseString(
                "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname ="
                    + " 127.0.0.1, port = 0 }, akka.cluster.jmx.multi-mbeans-in-same-jvm = on")
            .withFallback(ConfigFactory.load()));
  }

  @AfterEach
  void stopNodes() {
    ActorTestKit.shutdown(first.system(), Duration.ofSeconds(60));
    ActorTestKit.shutdown(second.system(), Duration.ofSeconds(60));
    execute("DELETE FROM cluster_node");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static void execute(String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(ActorTestKit node, ActorTestKit seed) {
    var cluster = Cluster.get(node.system());
    cluster.manager().tell(Join.create(Cluster.get(seed.system()).selfMember().address()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
  }

  private ClusterLease take(ActorTestKit node) {
    return ClusterLease.take(node.system(), database, lost::complete);
  }

  @Test
  void aSecondClusterIsRefusedAndTheFirstGoesOn() {
    join(first, first);
    join(second, second);
    try (var lease = take(first)) {
      assertThat(lease.isHeld()).isTrue();
      assertThatThrownBy(() -> take(second))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("works on database")
          .hasMessageContaining("bindery.cluster.seed-nodes");
      assertThat(lost).isNotDone();
    }
    // What was given back is free at once.
    take(second).close();
  }

  @Test
  void nodesOfOneClusterShareIt() {
    join(first, first);
    join(second, first);
    try (var one = take(first);
        var other = take(second)) {
      assertThat(one.isHeld()).isTrue();
      assertThat(other.isHeld()).isTrue();
    }
  }

  @Test
  void aNodeThatWasKilledIsWaitedForNoLongerThanItsTime() {
    join(second, second);
    // Its session is gone, as the kernel closes those of a killed process, and it says no more.
    execute(
        "INSERT INTO cluster_node VALUES ('akka://bindery@gone:1#1', clock_timestamp(),"
            + " clock_timestamp(), 999999999, clock_timestamp())");
    long before = System.nanoTime();
    take(second).close();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThan(ClusterLease.WITHOUT_SESSION.minusSeconds(1));
  }

  @Test
  void aNodeThatLosesItsSessionsKeepsItsPlace() {
    join(first, first);
    join(second, second);
    try (var lease = take(first)) {
      execute("SELECT pg_terminate_backend(session_pid) FROM cluster_node");
      assertThatThrownBy(() -> take(second)).isInstanceOf(DatabaseException.class);
      assertThat(lease.isHeld()).isTrue();
      assertThat(lost).isNotDone();
    }
  }

  @Test
  void aNodeWhosePlaceWasTakenMeanwhileIsTold() {
    join(first, first);
    try (var lease = take(first)) {
      // As after a pause in which its row ran out and another cluster began.
      execute(
          "INSERT INTO cluster_node SELECT 'akka://bindery@other:1#1', clock_timestamp(),"
              + " clock_timestamp(), session_pid, session_at FROM cluster_node");
      lease.stoodStill(ClusterLease.LONGEST.plusSeconds(1));
      assertThat(lost.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("akka://bindery@other:1#1");
    }
  }
}
