package io.bindery.router.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosingRuleRowsTest {
  private static TablesFixture database;
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant SETTLED = NOW.plus(ClosingRuleRows.UNSETTLED).plusSeconds(1);
  private static final ClosingRules RULES = new ClosingRules(Map.of("lab", "count=20"), "count=9");
  private final ClosingRuleRows rows = new ClosingRuleRows(database.tables());

  @BeforeAll
  static void start() {
    database = new TablesFixture("ClosingRuleRowsTest");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.tables().update("DELETE FROM closing_rule", s -> s).toCompletableFuture().join();
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
