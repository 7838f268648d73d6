package io.bindery.platform.feed;

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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed of two nodes on one database; transactions commit in an order of their own. */
class ChangeFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_BEHIND = 3_000;

  private static LocalPostgres postgres;
  private static Config config;
  private static ActorSystem<Void> one;
  private static ActorSystem<Void> other;
  private static FeedReader<Change> readerOfOne;
  private static FeedReader<Change> readerOfOther;

  private final FeedRows rows = new FeedRows(Tables.of(one));
  private final List<Follower> followers = new ArrayList<>();
  private FeedId begin;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    config = config();
    one = system("one");
    other = system("other");
    readerOfOne = reader(one, MOST_BEHIND);
    readerOfOther = reader(other, MOST_BEHIND);
  }

  private static Config config() {
    var config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of(
                        "bindery.database.host", postgres.host(),
                        "bindery.database.port", postgres.port(),
                        "bindery.database.name", postgres.database(),
                        "bindery.database.user", postgres.user(),
                        "bindery.database.password", postgres.password(),
                        "bindery.database.ssl", false,
                        "bindery.database.pool-size", 4,
                        "akka.actor.provider", "local"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
    Migrations.apply(DatabaseSettings.from(config));
    return config;
  }

  private static ActorSystem<Void> system(String name) {
    return ActorSystem.create(Behaviors.empty(), name, config);
  }

  private static FeedReader<Change> reader(ActorSystem<?> system, int mostBehind) {
    return ChangeFeed.start(system, FeedSettings.from(config))
        .reader(Function.identity(), Change::id, mostBehind);
  }

  @AfterAll
  static void stop() {
    for (var system : List.of(one, other)) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
    postgres.close();
  }

  @BeforeEach
  void begin() {
    await().atMost(PATIENCE).until(() -> !rows.waiting().toCompletableFuture().join());
    begin = newest();
  }

  @AfterEach
  void end() {
    followers.forEach(Follower::stop);
    await()
        .atMost(PATIENCE)
        .until(() -> readerOfOne.followers() == 0 && readerOfOther.followers() == 0);
  }

  private FeedId newest() {
    return rows.newest().toCompletableFuture().join();
  }

  private Follower follow(FeedReader<Change> reader, FeedId from) {
    var follower = new Follower(reader, from);
    followers.add(follower);
    return follower;
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  private static void insert(Connection connection, String doc) throws SQLException {
    try (var statement =
        connection.prepareStatement(FeedSql.INSERT + "SELECT 'batch', 'lab', 'a/', ?")) {
      statement.setString(1, doc);
      statement.executeUpdate();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Page by page, as the sequencer does it. */
  private void trim(int events) {
    await()
        .atMost(PATIENCE)
        .until(() -> rows.trim(Duration.ofDays(1), events).toCompletableFuture().join() == 0);
  }

  /** Some at once, in one transaction. */
  private static void insert(int number) throws SQLException {
    execute(
        FeedSql.INSERT
            + "SELECT 'batch', 'lab', 'a/', n::text FROM generate_series(1, %d) n"
                .formatted(number));
  }

  @Test
  void whatCommitsLaterComesLaterThoughItWasWrittenFirst() throws SQLException {
    var here = follow(readerOfOne, begin);
    var there = follow(readerOfOther, begin);
    try (var slow = connect();
        var fast = connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow");
      insert(fast, "fast");
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(here.docs()).containsExactly("fast"));
      insert(fast, "faster");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(here.docs()).containsExactly("fast", "faster"));
      slow.commit();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(here.docs()).containsExactly("fast", "faster", "slow"));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(there.docs()).containsExactly("fast", "faster", "slow"));
    assertThat(there.ids()).isEqualTo(here.ids());
  }

  /** Many writers, each of which commits when chance wants it, or not at all. */
  @Test
  void whateverTheOrderOfCommitsEveryNodeSeesAllOnceAndInOneOrder() throws Exception {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    var random = new Random(seed);
    var here = follow(readerOfOne, begin);
    var there = follow(readerOfOther, begin);
    var open = new ArrayList<Connection>();
    var unfinished = new ArrayList<List<String>>();
    var expected = new ArrayList<String>();
    try {
      for (int i = 0; i < 12; i++) {
        var connection = connect();
        connection.setAutoCommit(false);
        open.add(connection);
        unfinished.add(new ArrayList<>());
      }
      for (int step = 0; step < 1_500; step++) {
        int writer = random.nextInt(open.size());
        switch (random.nextInt(8)) {
          case 0 -> {
            open.get(writer).commit();
            expected.addAll(unfinished.get(writer));
            unfinished.get(writer).clear();
          }
          case 1 -> {
            if (random.nextInt(4) == 0) {
              open.get(writer).rollback();
              unfinished.get(writer).clear();
            }
          }
          default -> {
            var doc = "%d-%05d".formatted(writer, step);
            insert(open.get(writer), doc);
            unfinished.get(writer).add(doc);
          }
        }
      }
      for (int writer = 0; writer < open.size(); writer++) {
        open.get(writer).commit();
        expected.addAll(unfinished.get(writer));
      }
    } finally {
      for (var connection : open) {
        connection.close();
      }
    }
    for (var follower : List.of(here, there)) {
      await("seed " + seed)
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(follower.docs())
                      .as("seed %d", seed)
                      .containsExactlyInAnyOrderElementsOf(expected));
      assertThat(follower.ids().stream().map(FeedId::position))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(begin.position() + 1, begin.position() + expected.size())
                  .boxed()
                  .toList());
      // What one writer wrote is in its order.
      for (int writer = 0; writer < open.size(); writer++) {
        var own = writer + "-";
        assertThat(follower.docs().stream().filter(doc -> doc.startsWith(own)))
            .as("seed %d", seed)
            .isSorted();
      }
    }
    assertThat(there.docs()).isEqualTo(here.docs());
    assertThat(there.ids()).isEqualTo(here.ids());
    assertThat(Collections.max(here.ids().stream().map(FeedId::position).toList()))
        .isEqualTo(newest().position());
  }

  @Test
  void whoComesBackGoesOnWhereItWasOnAnyNode() throws SQLException {
    insert(1_700);
    var first = follow(readerOfOne, begin);
    await().atMost(PATIENCE).until(() -> first.ids().size() == 1_700);
    var last = first.ids().get(700);
    var second = follow(readerOfOther, last);
    await().atMost(PATIENCE).until(() -> second.ids().size() == 999);
    assertThat(second.ids()).isEqualTo(first.ids().subList(701, 1_700));
    assertThat(second.gaps()).isEmpty();
  }

  @Test
  void whatIsNotKeptAnyMoreIsAGap() throws SQLException {
    insert(2_500);
    var before = follow(readerOfOne, begin);
    await().atMost(PATIENCE).until(() -> before.ids().size() == 2_500);
    trim(1_000);
    var late = follow(readerOfOther, before.ids().get(10));
    await().atMost(PATIENCE).until(() -> !late.gaps().isEmpty());
    assertThat(late.gaps().get(0))
        .isEqualTo(new Next.Gap<Change>(Next.Reason.TOO_OLD, before.ids().get(2_499)));
    insert(1);
    await().atMost(PATIENCE).until(() -> late.ids().size() == 1);
    // The oldest that are kept can be followed.
    var kept = follow(readerOfOther, before.ids().get(1_500));
    await().atMost(PATIENCE).until(() -> kept.ids().size() == 1_000);
    assertThat(kept.gaps()).isEmpty();
  }

  /** However long nothing happens, who has read the newest has missed nothing. */
  @Test
  void theNewestIsAlwaysKept() throws Exception {
    insert(10);
    await().atMost(PATIENCE).until(() -> newest().position() == begin.position() + 10);
    execute("UPDATE change_feed SET made_at = now() - interval '40 days'");
    trim(1_000);
    var newest = newest();
    assertThat(newest.position()).isEqualTo(begin.position() + 10);
    assertThat(rows.oldest().toCompletableFuture().join()).contains(newest.position());
    var follower = follow(readerOfOne, newest);
    insert(3);
    await().atMost(PATIENCE).until(() -> follower.ids().size() == 3);
    assertThat(follower.gaps()).isEmpty();
  }

  /** One that was made long ago, and committed late, must not leave a hole when it goes. */
  @Test
  void whatGoesLeavesNoHole() throws SQLException {
    insert(20);
    await().atMost(PATIENCE).until(() -> newest().position() == begin.position() + 20);
    execute(
        "UPDATE change_feed SET made_at = now() - interval '40 days' WHERE position < %1$d OR position IN (%1$d + 5, %1$d + 7)"
            .formatted(begin.position() + 3));
    trim(100_000);
    assertThat(rows.oldest().toCompletableFuture().join()).contains(begin.position() + 3);
    var all = rows.after(newest(), 1).toCompletableFuture().join();
    assertThat(all).isPresent();
    try (var connection = connect();
        var result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT max(position) - min(position) + 1 = count(*) FROM change_feed")) {
      result.next();
      assertThat(result.getBoolean(1)).isTrue();
    }
  }

  @Test
  void anIdOfAnotherDatabaseIsUnknown() throws SQLException {
    insert(5);
    await().atMost(PATIENCE).until(() -> newest().position() == begin.position() + 5);
    var newest = newest();
    for (var id :
        List.of(
            new FeedId(newest.position(), newest.tag() + 1),
            new FeedId(newest.position() + 1_000_000, 7))) {
      var follower = follow(readerOfOne, id);
      await().atMost(PATIENCE).until(() -> !follower.gaps().isEmpty());
      assertThat(follower.gaps().get(0))
          .isEqualTo(new Next.Gap<Change>(Next.Reason.UNKNOWN, newest));
    }
  }

  /** The last changes are undone as by a restore, and others come in their places. */
  @Test
  void aDatabaseThatWasRestoredIsAGapForWhoFollows() throws SQLException {
    insert(5);
    var follower = follow(readerOfOne, begin);
    await().atMost(PATIENCE).until(() -> follower.ids().size() == 5);
    execute(
        """
        BEGIN;
        DELETE FROM change_feed WHERE position > %1$d + 3;
        UPDATE change_feed_head SET last = %1$d + 3;
        COMMIT;
        """
            .formatted(begin.position()));
    insert(7);
    await().atMost(PATIENCE).until(() -> !follower.gaps().isEmpty());
    assertThat(follower.gaps().get(0).reason()).isEqualTo(Next.Reason.UNKNOWN);
    int seen = follower.ids().size();
    insert(1);
    await().atMost(PATIENCE).until(() -> follower.ids().size() > seen);
  }

  @Test
  void whoIsTooFarBehindIsTold() throws SQLException {
    var fast = follow(readerOfOne, begin);
    for (int i = 0; i < 4; i++) {
      insert(1_500);
    }
    await().atMost(PATIENCE).until(() -> fast.ids().size() == 6_000);
    assertThat(fast.gaps()).isEmpty();
    var slow = follow(readerOfOne, begin);
    await().atMost(PATIENCE).until(() -> !slow.gaps().isEmpty());
    assertThat(slow.gaps().get(0))
        .isEqualTo(new Next.Gap<Change>(Next.Reason.TOO_FAR_BEHIND, fast.ids().get(5_999)));
    assertThat(slow.ids()).isEmpty();
  }

  @Test
  void aDatabaseThatIsAwayForAWhileLosesNothing() throws SQLException {
    var here = follow(readerOfOne, begin);
    var there = follow(readerOfOther, begin);
    insert(3);
    await().atMost(PATIENCE).until(() -> here.ids().size() == 3 && there.ids().size() == 3);
    postgres.stop();
    var late = follow(readerOfOther, here.ids().get(0));
    postgres.start();
    insert(4);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(here.docs()).containsExactly("1", "2", "3", "1", "2", "3", "4");
              assertThat(there.docs()).isEqualTo(here.docs());
              assertThat(late.docs()).isEqualTo(here.docs().subList(1, 7));
            });
    assertThat(here.gaps()).isEmpty();
    assertThat(there.gaps()).isEmpty();
    assertThat(late.gaps()).isEmpty();
  }
}
