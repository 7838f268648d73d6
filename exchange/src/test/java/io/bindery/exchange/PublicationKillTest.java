package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.WireCall;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed (SIGKILL) while publications are at each of their steps: before and after
 * each kind of call. So many times with -Dbindery.kills, each time at other calls of each kind.
 */
@Tag("chaos")
class PublicationKillTest {
  private static final int KILLS = Integer.getInteger("bindery.kills", 1);
  private static final long SEED = Long.getLong("bindery.seed", System.nanoTime());

  private static KillStand stand;

  @TempDir static Path work;

  @BeforeAll
  static void start() {
    stand = new KillStand();
  }

  @AfterAll
  static void stop() {
    stand.close();
  }

  @Test
  void theEndIsTheSameWhereverTheProcessIsKilled() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    List<WireCall> calls;
    try (var node = stand.child(work)) {
      var account = Account.withOldProduct(stand.world);
      assertEnd(node.publish(account.manifest()), account, "without a kill");
      calls = stand.wire.calls(account.dataSet());
    }
    int publications = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      publications += killed(KillStand.moments(calls, kill == 0, random));
    }
    System.out.printf("%d kills, %d publications met by them%n", KILLS, publications);
    assertThat(stand.world.service().violations()).isEmpty();
  }

  private static int killed(List<KillStand.Moment> moments) {
    var accounts = new LinkedHashMap<String, Account>();
    try (var node = stand.child(work)) {
      for (var moment : moments) {
        var account = Account.withOldProduct(stand.world);
        stand.stop(account, moment);
        accounts.put(node.publish(account.manifest()), account);
      }
      await("each at its moment, see " + node.words())
          .atMost(ExchangeWorld.PATIENCE)
          .until(
              () ->
                  accounts.entrySet().stream().allMatch(it -> stands(it.getKey(), it.getValue())));
      assertThat(node.isAlive()).isTrue();
      node.kill();
    }
    int met = (int) accounts.values().stream().filter(stand::hasReached).count();
    assertThat(met).as("met by the kill").isGreaterThan(accounts.size() / 2);
    stand.go();
    try (var node = stand.child(work)) {
      accounts.forEach(
          (publication, account) ->
              assertEnd(
                  publication,
                  account,
                  "killed %s (seed %d)".formatted(stand.reachedBy(account), SEED)));
      assertThat(node.isAlive()).isTrue();
    }
    return met;
  }

  /** Polls are never as many: one that has ended was not held. */
  private static boolean stands(String publication, Account account) {
    return stand.hasReached(account)
        || stand
            .world
            .publication(publication)
            .filter(row -> row.get("finished_at") != null)
            .isPresent();
  }

  private static void assertEnd(String publication, Account account, String as) {
    var row = stand.world.ended(publication);
    assertThat(row).as(as + ": " + row).containsEntry("state", "published");
    account.assertPublished(as);
    assertThat(account.jobs()).as(as).isEqualTo(Account.JOBS);
    assertThat(stand.world.service().notices())
        .as(as)
        .filteredOn(notice -> notice.dataSet().equals(account.dataSet()))
        .hasSize(1);
  }
}
