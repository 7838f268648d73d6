package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ChildNode;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Fate;
import io.bindery.exchange.world.Shown;
import io.bindery.exchange.world.WireCall;
import io.bindery.localaws.exchange.ExchangeFaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed (SIGKILL) while it carries out an order: before and after each kind of call
 * that follows it. So many times with -Dbindery.kills, each time at other calls of each kind.
 */
@Tag("chaos")
class OrderKillTest {
  private static final int KILLS = Integer.getInteger("bindery.kills", 1);
  private static final long SEED = Long.getLong("bindery.seed", System.nanoTime());
  private static final String COMMENT = "Not what was meant.";

  private static KillStand stand;

  @TempDir static Path work;

  /** What is ordered of a publication that has come so far. */
  private enum Case {
    CANCEL("importing", "cancel %s", "cancelled"),
    GO_ON("held", "go-on %s", "published"),
    REVOKE_A_PART("held", "revoke %s " + COMMENT, "revoked"),
    REVOKE_ALL("published", "revoke %s " + COMMENT, "revoked");

    private final String before;
    private final String order;
    private final String after;

    Case(String before, String order, String after) {
      this.before = before;
      this.order = order;
      this.after = after;
    }

    void assertEnd(Account account, String as) {
      var revisions = account.revisions();
      switch (this) {
        case CANCEL -> assertThat(revisions).as(as).isEmpty();
        case GO_ON -> {
          account.assertPublished(as);
          assertThat(account.jobs()).as(as).isEqualTo(Account.JOBS);
          assertThat(stand.world.service().notices())
              .as(as)
              .filteredOn(notice -> notice.dataSet().equals(account.dataSet()))
              .hasSize(1);
        }
        case REVOKE_A_PART -> assertThat(revisions).as(as).hasSize(1).allMatch(Shown::revoked);
        case REVOKE_ALL ->
            assertThat(revisions).as(as).hasSize(Account.REVISIONS).allMatch(Shown::revoked);
      }
    }
  }

  /** A publication to which an order is given. */
  private record Ordered(Case what, KillStand.Moment moment, Account account, String id) {
    boolean isAt(String state) {
      return stand.world.publication(id).filter(row -> row.get("state").equals(state)).isPresent();
    }
  }

  /** The data sets whose second revision is not made final at first. */
  private static final Set<String> STOPPED = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() {
    stand = new KillStand();
    stand.wire.decide(
        call ->
            STOPPED.contains(call.dataSet())
                    && call.operation().equals(ExchangeFaults.FINALIZE)
                    && call.number() == 1
                ? Fate.REFUSED
                : stand.fate(call));
  }

  @AfterAll
  static void stop() {
    stand.close();
  }

  @Test
  void anOrderIsCarriedOutWhereverTheProcessIsKilled() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    var calls = new EnumMap<Case, List<WireCall>>(Case.class);
    try (var node = stand.child(work)) {
      for (var what : Case.values()) {
        calls.put(what, callsAfterTheOrder(node, what));
      }
    }
    int met = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      met += killed(calls, kill == 0, random);
    }
    System.out.printf("%d kills, %d orders met by them%n", KILLS, met);
    assertThat(stand.world.service().violations()).isEmpty();
  }

  private static List<WireCall> callsAfterTheOrder(ChildNode node, Case what) {
    var publication = ready(node, what, null);
    await(what.before).atMost(ExchangeWorld.PATIENCE).until(() -> isReady(publication));
    int before = stand.wire.calls(publication.account().dataSet()).size();
    order(node, publication);
    // A job that runs cannot be cancelled at Data Exchange: its end is waited for.
    stand.world.service().release();
    assertEnd(publication);
    var all = stand.wire.calls(publication.account().dataSet());
    return all.subList(before, all.size());
  }

  /** Asks for a publication that is to come as far as the case wants. */
  private static Ordered ready(ChildNode node, Case what, KillStand.Moment moment) {
    var account =
        what == Case.GO_ON ? Account.withOldProduct(stand.world) : Account.of(stand.world);
    if (what.before.equals("held")) {
      STOPPED.add(account.dataSet());
    }
    if (what == Case.CANCEL) {
      stand.world.service().hold();
    }
    return new Ordered(what, moment, account, node.publish(account.manifest()));
  }

  private static boolean isReady(Ordered publication) {
    return publication.isAt(publication.what().before)
        && (publication.what() != Case.CANCEL
            || stand.wire.count(publication.account().dataSet(), "StartJob") > 0);
  }

  private static void order(ChildNode node, Ordered publication) {
    assertThat(node.order(publication.what().order.formatted(publication.id())))
        .isEqualTo("Ordered[]");
  }

  private static void assertEnd(Ordered publication) {
    var what = publication.what();
    var as =
        "%s, killed %s (seed %d)"
            .formatted(publication, stand.reachedBy(publication.account()), SEED);
    await(as).atMost(ExchangeWorld.PATIENCE).until(() -> publication.isAt(what.after));
    what.assertEnd(publication.account(), as);
  }

  private static int killed(Map<Case, List<WireCall>> calls, boolean first, Random random) {
    var publications = new ArrayList<Ordered>();
    try (var node = stand.child(work)) {
      // Jobs must end until the last of these is ready.
      for (var what : List.of(Case.GO_ON, Case.REVOKE_A_PART, Case.REVOKE_ALL, Case.CANCEL)) {
        for (var moment : KillStand.moments(calls.get(what), first, random)) {
          publications.add(ready(node, what, moment));
        }
        await(what + ", see " + node.words())
            .atMost(ExchangeWorld.PATIENCE)
            .until(() -> publications.stream().allMatch(OrderKillTest::isReady));
      }
      publications.forEach(it -> stand.stop(it.account(), it.moment()));
      publications.forEach(it -> order(node, it));
      stand.world.service().release();
      await("each at its moment, see " + node.words())
          .atMost(ExchangeWorld.PATIENCE)
          .until(() -> publications.stream().allMatch(OrderKillTest::stands));
      assertThat(node.isAlive()).isTrue();
      node.kill();
    }
    int met = (int) publications.stream().filter(it -> stand.hasReached(it.account())).count();
    assertThat(met).as("met by the kill").isGreaterThan(publications.size() / 2);
    stand.go();
    try (var node = stand.child(work)) {
      publications.forEach(OrderKillTest::assertEnd);
      assertThat(node.isAlive()).isTrue();
    }
    return met;
  }

  private static boolean stands(Ordered publication) {
    return stand.hasReached(publication.account()) || publication.isAt(publication.what().after);
  }
}
