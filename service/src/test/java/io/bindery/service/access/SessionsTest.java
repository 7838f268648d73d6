package io.bindery.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever signed in at one node is signed in at all, and signed out at all. */
class SessionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SESAME = "bindery_open-sesame-open-sesame";
  private static final int MOST_OF_ONE = 3;

  private static LocalPostgres postgres;
  private static final List<ActorSystem<Void>> systems = new ArrayList<>();
  private static Sessions one;
  private static Sessions other;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    Migrations.apply(DatabaseSettings.from(config()));
    one = node(List.of(ann()));
    other = node(List.of(ann()));
  }

  @AfterAll
  static void stop() {
    for (var system : systems) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
    postgres.close();
  }

  private static Token ann() {
    return new Token("ann", Role.OPERATOR, Secrets.hash(SESAME), Optional.empty());
  }

  private static Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseMap(
                Map.of(
                    "bindery.database.host", postgres.host(),
                    "bindery.database.port", postgres.port(),
                    "bindery.database.name", postgres.database(),
                    "bindery.database.user", postgres.user(),
                    "bindery.database.password", postgres.password(),
                    "bindery.database.ssl", false,
                    "bindery.database.pool-size", 2,
                    "akka.actor.provider", "local"))
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  /** A system of its own, with what it is configured to know. */
  private static Sessions node(List<Token> tokens) {
    var system =
        ActorSystem.<Void>create(Behaviors.empty(), "sessions-" + systems.size(), config());
    systems.add(system);
    return new Sessions(
        Tables.of(system),
        new SessionSettings(Duration.ofHours(1), Duration.ofMinutes(30), 5, MOST_OF_ONE),
        new Tokens(tokens));
  }

  private static Principal shown(String name, Role role) {
    return new Principal(name, role, Principal.How.TOKEN, Optional.empty());
  }

  private static Principal issued(String name) {
    return new Principal(
        name, Role.VIEWER, Principal.How.JWT, Optional.of(Instant.now().plusSeconds(600)));
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void aSessionOfOneNodeIsOneOfTheOther() {
    var begun = now(one.begin(SESAME, shown("ann", Role.OPERATOR)));
    var there = now(other.find(begun.cookie())).orElseThrow();
    assertThat(there.name()).isEqualTo("ann");
    assertThat(there.role()).isEqualTo(Role.OPERATOR);
    assertThat(there.how()).isEqualTo(Principal.How.SESSION);
    assertThat(now(one.find(begun.cookie()))).contains(there);

    now(other.end(begun.cookie()));

    assertThat(now(other.find(begun.cookie()))).isEmpty();
    // What the first node has seen a moment ago it believes for two seconds.
    await().atMost(PATIENCE).until(() -> now(one.find(begun.cookie())).isEmpty());
  }

  @Test
  void whatEndsThereEndsHere() {
    var first = now(one.begin("a.b.c", issued("bob")));
    assertThat(now(other.find(first.cookie()))).isPresent();
    // So many at a time, wherever they were begun: the oldest ends.
    for (int i = 0; i < MOST_OF_ONE; i++) {
      var next = now((i % 2 == 0 ? other : one).begin("a.b.c", issued("bob")));
      assertThat(now(one.find(next.cookie()))).isPresent();
      assertThat(now(other.find(next.cookie()))).isPresent();
    }
    await().atMost(PATIENCE).until(() -> now(one.find(first.cookie())).isEmpty());
    await().atMost(PATIENCE).until(() -> now(other.find(first.cookie())).isEmpty());
  }

  /** A session is worth what its token is worth where it is shown. */
  @Test
  void aNodeThatDoesNotKnowTheTokenAnyMoreKnowsNoSession() {
    var begun = now(one.begin(SESAME, shown("ann", Role.OPERATOR)));
    var weaker =
        node(List.of(new Token("ann", Role.VIEWER, Secrets.hash(SESAME), Optional.empty())));
    assertThat(now(weaker.find(begun.cookie())).map(Principal::role)).contains(Role.VIEWER);
    assertThat(now(node(List.of()).find(begun.cookie()))).isEmpty();
    assertThat(now(other.find(begun.cookie()))).isPresent();
  }
}
