package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Fate;
import io.bindery.exchange.world.RoomNode;
import io.bindery.exchange.world.Wire;
import io.bindery.exchange.world.WireCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The answer to each call of a publication is lost: it was done, and the publisher cannot know.
 * Once the first call of each kind in the build; each call so many times with -Dbindery.losses.
 */
@Tag("slow")
class LostAnswersTest {
  private static final int LOSSES = Integer.getInteger("bindery.losses", 0);
  private static final long SEED = Long.getLong("bindery.seed", System.nanoTime());
  private static final int AT_ONCE = 16;
  private static final int MOST_LOST = 3;

  private static ExchangeWorld world;
  private static Wire wire;
  private static RoomNode node;

  /** By data set, which of its calls are answered in vain. */
  private static final Map<String, Predicate<WireCall>> LOST = new ConcurrentHashMap<>();

  /** The data sets in which a call was answered in vain. */
  private static final Map<String, WireCall> MET = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    wire = new Wire(world.localAws());
    wire.decide(LostAnswersTest::fate);
    var settings = new HashMap<>(ExchangeWorld.small());
    settings.put("bindery.aws.endpoint", wire.endpoint().toString());
    settings.put("bindery.exchange.notify-subscribers", true);
    node = RoomNode.start(world, settings);
  }

  @AfterAll
  static void stop() {
    node.close();
    wire.close();
    world.close();
  }

  private static Fate fate(WireCall call) {
    if (LOST.getOrDefault(call.dataSet(), it -> false).test(call)) {
      MET.put(call.dataSet(), call);
      return Fate.UNANSWERED;
    }
    return Fate.FINE;
  }

  @Test
  void theEndIsTheSameWhicheverAnswerIsLost() {
    var reference = Account.withOldProduct(world);
    var published = world.ended(node.publish(reference.manifest()));
    assertThat(published).containsEntry("state", "published");
    reference.assertPublished("without losses");
    var calls = wire.calls(reference.dataSet());
    assertThat(calls.stream().map(WireCall::operation))
        .contains("CreateRevision", "CreateJob", "StartJob", "FinalizeRevision", "StartChangeSet");

    var losses = new ArrayList<Predicate<WireCall>>();
    var firsts = calls.stream().filter(call -> call.number() == 0).toList();
    firsts.forEach(first -> losses.add(call -> same(call, first)));
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    for (int round = 0; round < LOSSES; round++) {
      calls.forEach(lost -> losses.add(loss(lost, calls, random)));
    }
    for (int from = 0; from < losses.size(); from += AT_ONCE) {
      publishAll(losses.subList(from, Math.min(losses.size(), from + AT_ONCE)));
    }
    System.out.printf("%d publications, each with an answer lost%n", losses.size());
    assertThat(world.service().violations()).isEmpty();
  }

  private static boolean same(WireCall call, WireCall other) {
    return call.operation().equals(other.operation()) && call.number() == other.number();
  }

  /**
   * The answer of this call and of some that follow it, and now and then of another one as well.
   */
  private static Predicate<WireCall> loss(WireCall lost, List<WireCall> calls, Random random) {
    int last = lost.number() + random.nextInt(MOST_LOST);
    var other = calls.get(random.nextInt(calls.size()));
    boolean both = random.nextBoolean();
    return call ->
        (call.operation().equals(lost.operation())
                && call.number() >= lost.number()
                && call.number() <= last)
            || (both && same(call, other));
  }

  private static void publishAll(List<Predicate<WireCall>> losses) {
    var accounts = new HashMap<String, Account>();
    for (var lost : losses) {
      var account = Account.withOldProduct(world);
      LOST.put(account.dataSet(), lost);
      accounts.put(node.publish(account.manifest()), account);
    }
    accounts.forEach(
        (publication, account) -> {
          var row = world.ended(publication);
          var as = "seed %d, lost %s: %s".formatted(SEED, MET.get(account.dataSet()), row);
          assertThat(row).as(as).containsEntry("state", "published");
          account.assertPublished(as);
          assertThat(account.jobs()).as(as).isEqualTo(Account.JOBS);
          assertThat(world.service().notices())
              .as(as)
              .filteredOn(notice -> notice.dataSet().equals(account.dataSet()))
              .hasSize(1);
        });
  }
}
