package io.bindery.packager.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.packager.gateway.RefreshView.State;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a request that comes while the gateway is being called. */
class RefreshRowsTest {
  private static LocalPostgres postgres;
  private static ActorSystem<Void> system;
  private static RefreshRows rows;

  @BeforeAll
  static void start() {
    postgres = MigratedPostgres.start();
    system = ActorSystem.create(Behaviors.empty(), "bindery", config());
    rows = new RefreshRows(Tables.of(system));
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    postgres.close();
  }

  @Test
  void whatJoinsBeforeTheCallIsOneRefresh() {
    ask("before", "/0");
    ask("before", "/1");
    join(rows.started(due("before"), "n-before"));
    assertThat(refreshes("before"))
        .extracting(RefreshView::state, RefreshView::folders, RefreshView::packages)
        .containsExactly(tuple(State.RUNNING, List.of("/0", "/1"), 2));
  }

  @Test
  void theSameFolderAskedForDuringTheCallIsRefreshedAgain() {
    ask("again", "/0");
    var called = due("again");
    ask("again", "/0");
    join(rows.started(called, "n-again"));
    assertThat(refreshes("again"))
        .extracting(RefreshView::state, RefreshView::folders, RefreshView::packages)
        .containsExactlyInAnyOrder(
            tuple(State.RUNNING, List.of("/0"), 1), tuple(State.WAITING, List.of("/0"), 1));
  }

  @Test
  void anotherFolderAskedForDuringTheCallWaits() {
    ask("other", "/0");
    ask("other", "/1");
    var called = due("other");
    ask("other", "/2");
    join(rows.started(called, "n-other"));
    assertThat(refreshes("other"))
        .extracting(RefreshView::state, RefreshView::folders, RefreshView::packages)
        .containsExactlyInAnyOrder(
            tuple(State.RUNNING, List.of("/0", "/1"), 2),
            tuple(State.WAITING, List.of("/0", "/1", "/2"), 1));
  }

  private static void ask(String share, String folder) {
    join(rows.ask(share, folder, Optional.empty()));
  }

  private static RefreshRows.Due due(String share) {
    return join(rows.due(Duration.ofSeconds(1))).stream()
        .filter(due -> due.share().equals(share))
        .findFirst()
        .orElseThrow();
  }

  private static List<RefreshView> refreshes(String share) {
    return join(rows.list(Optional.of(share), Optional.empty(), Optional.empty(), 100)).items();
  }

  private static Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseString(
                """
                bindery.database { host = "%s", port = %d, name = "%s", user = "%s", password = "%s",
                  ssl = off, pool-size = 4 }
                bindery.cluster.port = 0
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                """
                    .formatted(
                        postgres.host(),
                        postgres.port(),
                        postgres.database(),
                        postgres.user(),
                        postgres.password()))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
