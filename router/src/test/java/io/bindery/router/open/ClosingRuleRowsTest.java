package io.bindery.router.open;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.database.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosingRuleRowsTest {
  private static final LocalPostgres POSTGRES = LocalPostgres.startTemporary();
  private static final ActorSystem<Void> SYSTEM = start();

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant SETTLED = NOW.plus(ClosingRuleRows.UNSETTLED).plusSeconds(1);
  private static final ClosingRules RULES = new ClosingRules(Map.of("lab", "count=20"), "count=9");

  private final ClosingRuleRows rows = new ClosingRuleRows(Tables.of(SYSTEM));

  private static ActorSystem<Void> start() {
    var config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of(
                        "bindery.database.host", POSTGRES.host(),
                        "bindery.database.port", POSTGRES.port(),
                        "bindery.database.name", POSTGRES.database(),
                        "bindery.database.user", POSTGRES.user(),
                        "bindery.database.password", POSTGRES.password(),
                        "bindery.database.ssl", false,
                        "akka.actor.provider", "local"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
    Migrations.apply(DatabaseSettings.from(config));
    return ActorSystem.create(Behaviors.empty(), "ClosingRuleRowsTest", config);
  }

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
    SYSTEM.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    POSTGRES.close();
  }

  @BeforeEach
  void empty() {
    Tables.of(SYSTEM).update("DELETE FROM closing_rule", s -> s).toCompletableFuture().join();
  }

  private void store(ClosingRules rules, Instant firstAt) {
    rows.store(rules, List.copyOf(rules.named().keySet()), firstAt, NOW)
        .toCompletableFuture()
        .join();
  }

  private List<String> changed(ClosingRules rules, Instant now) {
    var known = rows.load(now).toCompletableFuture().join();
    return rules.since(known).changed();
  }

  @Test
  void theFirstRulesOfANewDatabaseAreKnownAtOnce() {
    assertThat(changed(RULES, NOW)).containsExactly("lab");

    store(RULES, Instant.EPOCH);

    assertThat(changed(RULES, NOW)).isEmpty();
  }

  @Test
  void theFirstRulesOfADatabaseWithOpenBatchesAreNot() {
    store(RULES, NOW);

    assertThat(changed(RULES, NOW)).containsExactly("lab");
    assertThat(changed(RULES, SETTLED)).isEmpty();
  }

  @Test
  void aRuleThatChangedOrIsNewCountsAsUnknownForAWhile() {
    store(RULES, Instant.EPOCH);
    var next = new ClosingRules(Map.of("lab", "count=21", "other", "count=3"), "count=9");

    store(next, Instant.EPOCH);

    assertThat(changed(next, NOW)).containsExactlyInAnyOrder("lab", "other");
    assertThat(changed(next, SETTLED)).isEmpty();
  }
}
