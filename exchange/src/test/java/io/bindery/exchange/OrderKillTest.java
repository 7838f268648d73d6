package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.exchange.world.ChildNode;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Fate;
import io.bindery.exchange.world.Shown;
import io.bindery.exchange.world.Wire;
import io.bindery.exchange.world.WireCall;
import io.bindery.localaws.exchange.ExchangeFaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private static final int JOBS_AT_ONCE = 500;
  private static final String COMMENT = "Not what was meant.";

  private static ExchangeWorld world;
  private static Wire wire;

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
          assertThat(world.service().notices())
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

  /**
   * Where a publication stands still.
   *
   * @param before whether the call does not get through
   */
  private record Moment(String operation, int number, boolean before) {
    boolean is(WireCall call) {
      return call.operation().equals(operation) && call.number() == number;
    }
  }

  /** A publication to which an order is given. */
  private record Ordered(Case what, Moment moment, Account account, String id) {
    boolean isAt(String state) {
      return world.publication(id).filter(row -> row.get("state").equals(state)).isPresent();
    }
  }

  private static final Map<String, Moment> MOMENTS = new ConcurrentHashMap<>();
  private static final Map<String, Moment> REACHED = new ConcurrentHashMap<>();

  /** The data sets whose second revision is not made final at first. */
  private static final Set<String> STOPPED = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    world.service().quotas().imports(JOBS_AT_ONCE);
    wire = new Wire(world.localAws());
    wire.decide(OrderKillTest::fate);
  }

  @AfterAll
  static void stop() {
    wire.close();
    world.service().reset();
    world.close();
  }

  private static Fate fate(WireCall call) {
    if (STOPPED.contains(call.dataSet())
        && call.operation().equals(ExchangeFaults.FINALIZE)
        && call.number() == 1) {
      return Fate.REFUSED;
    }
    var moment = MOMENTS.get(call.dataSet());
    if (moment == null || !moment.is(call)) {
      return Fate.FINE;
    }
    REACHED.put(call.dataSet(), moment);
    return moment.before() ? Fate.HELD_BEFORE : Fate.HELD_AFTER;
  }

  private static ChildNode child() {
    var settings = new HashMap<>(ExchangeWorld.small());
    settings.put("bindery.aws.endpoint", wire.endpoint().toString());
    settings.put("bindery.exchange.quotas.jobs-at-once", JOBS_AT_ONCE);
    settings.put("bindery.exchange.preparations", 16);
    settings.put("bindery.exchange.notify-subscribers", true);
    return ChildNode.start(work, world.settings(settings));
  }

  @Test
  void anOrderIsCarriedOutWhereverTheProcessIsKilled() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    var calls = new EnumMap<Case, List<WireCall>>(Case.class);
    try (var node = child()) {
      for (var what : Case.values()) {
        calls.put(what, callsAfterTheOrder(node, what));
      }
    }
    int met = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      met += killed(calls, kill == 0, random);
    }
    System.out.printf("%d kills, %d orders met by them%n", KILLS, met);
    assertThat(world.service().violations()).isEmpty();
  }

  private static List<WireCall> callsAfterTheOrder(ChildNode node, Case what) {
    var publication = ready(node, what, null);
    await(what.before).atMost(ExchangeWorld.PATIENCE).until(() -> isReady(publication));
    int before = wire.calls(publication.account().dataSet()).size();
    order(node, publication);
    // A job that runs cannot be cancelled at Data Exchange: its end is waited for.
    world.service().release();
    assertEnd(publication);
    var all = wire.calls(publication.account().dataSet());
    return all.subList(before, all.size());
  }

  /** Asks for a publication that is to come as far as the case wants. */
  private static Ordered ready(ChildNode node, Case what, Moment moment) {
    var account = what == Case.GO_ON ? Account.withOldProduct(world) : Account.of(world);
    if (what.before.equals("held")) {
      STOPPED.add(account.dataSet());
    }
    if (what == Case.CANCEL) {
      world.service().hold();
    }
    return new Ordered(what, moment, account, node.publish(account.manifest()));
  }

  private static boolean isReady(Ordered publication) {
    return publication.isAt(publication.what().before)
        && (publication.what() != Case.CANCEL
            || wire.count(publication.account().dataSet(), "StartJob") > 0);
  }

  private static void order(ChildNode node, Ordered publication) {
    assertThat(node.order(publication.what().order.formatted(publication.id())))
        .isEqualTo("Ordered[]");
  }

  private static void assertEnd(Ordered publication) {
    var what = publication.what();
    var as =
        "%s, killed %s (seed %d)"
            .formatted(publication, REACHED.get(publication.account().dataSet()), SEED);
    await(as).atMost(ExchangeWorld.PATIENCE).until(() -> publication.isAt(what.after));
    what.assertEnd(publication.account(), as);
  }

  /** Each kind of call before and after it; the first one of each, or any. */
  private static List<Moment> moments(List<WireCall> calls, boolean first, Random random) {
    var numbers = new LinkedHashMap<String, List<Integer>>();
    calls.forEach(
        call ->
            numbers.computeIfAbsent(call.operation(), it -> new ArrayList<>()).add(call.number()));
    var moments = new ArrayList<Moment>();
    numbers.forEach(
        (operation, some) -> {
          for (boolean before : List.of(true, false)) {
            moments.add(
                new Moment(operation, some.get(first ? 0 : random.nextInt(some.size())), before));
          }
        });
    return moments;
  }

  private static int killed(Map<Case, List<WireCall>> calls, boolean first, Random random) {
    var publications = new ArrayList<Ordered>();
    try (var node = child()) {
      // Jobs must end until the last of these is ready.
      for (var what : List.of(Case.GO_ON, Case.REVOKE_A_PART, Case.REVOKE_ALL, Case.CANCEL)) {
        for (var moment : moments(calls.get(what), first, random)) {
          publications.add(ready(node, what, moment));
        }
        await(what + ", see " + node.words())
            .atMost(ExchangeWorld.PATIENCE)
            .until(() -> publications.stream().allMatch(OrderKillTest::isReady));
      }
      publications.forEach(it -> MOMENTS.put(it.account().dataSet(), it.moment()));
      publications.forEach(it -> order(node, it));
      world.service().release();
      await("each at its moment, see " + node.words())
          .atMost(ExchangeWorld.PATIENCE)
          .until(() -> publications.stream().allMatch(OrderKillTest::stands));
      assertThat(node.isAlive()).isTrue();
      node.kill();
    }
    int met =
        (int)
            publications.stream().filter(it -> REACHED.containsKey(it.account().dataSet())).count();
    assertThat(met).as("met by the kill: %s", REACHED).isGreaterThan(publications.size() / 2);
    MOMENTS.clear();
    try (var node = child()) {
      publications.forEach(OrderKillTest::assertEnd);
      assertThat(node.isAlive()).isTrue();
    }
    return met;
  }

  private static boolean stands(Ordered publication) {
    return REACHED.containsKey(publication.account().dataSet())
        || publication.isAt(publication.what().after);
  }
}
