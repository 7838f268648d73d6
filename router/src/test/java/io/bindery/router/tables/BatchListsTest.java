package io.bindery.router.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.router.batch.Verb;
import io.bindery.router.tables.ListedBatch.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lists of batches by every filter, state and order, held against a plain query; with more rows
 * than are looked at for one page.
 */
class BatchListsTest {
  private static final int ROWS = 13_000;
  private static final int SOME = 40;

  private static TablesFixture fixture;
  private static BatchLists lists;

  @BeforeAll
  static void start() {
    fixture = new TablesFixture("batch-lists");
    lists = new BatchLists(fixture.tables());
    // Buckets of three sizes; many batches are due at the same time, and some at none.
    fill(
        """
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time, due_at)
        SELECT md5(g::text),
          CASE WHEN g %% 100 = 0 THEN 'few' WHEN g %% 3 = 0 THEN 'some' ELSE 'many' END,
          'Run-' || g %% 17 || '/é' || g || '/', g, g, now(), now(),
          CASE WHEN g %% 5 > 0 THEN '2026-11-01T00:00:00Z'::timestamptz
            + make_interval(secs => (g * 7919) %% 1000) END
        FROM generate_series(1, %d) g
        """);
    // Some of them are paused, and prefixes where nothing is open.
    fill(
        """
        INSERT INTO paused_batch (entity_id, bucket, prefix, paused_by, paused_at)
        SELECT md5(g::text), CASE WHEN g %% 100 = 0 THEN 'few' WHEN g %% 3 = 0 THEN 'some'
          ELSE 'many' END, 'Run-' || g %% 17 || '/é' || g || '/', 'ada', now()
        FROM generate_series(1, 2 * %d) g WHERE g %% 13 = 0
        """);
    fill(
        """
        INSERT INTO closed_batch (batch_id, entity_id, bucket, prefix, files, bytes, reason,
          first_event_time, last_event_time, closed_at, announced_at, pending_targets)
        SELECT md5(g::text), md5((g %% 900)::text),
          CASE WHEN g %% 100 = 0 THEN 'few' WHEN g %% 3 = 0 THEN 'some' ELSE 'many' END,
          'Run-' || g %% 17 || '/é' || g %% 900 || '/', g, g, 'count', now(), now(),
          '2026-11-01T00:00:00Z'::timestamptz + make_interval(secs => (g * 7919) %% 1000),
          CASE WHEN g %% 50 > 0 THEN now() END, '{}'
        FROM generate_series(1, %d) g
        """);
    for (var table : List.of("open_batch", "paused_batch", "closed_batch")) {
      done(fixture.tables().update("ANALYZE " + table, statement -> statement));
    }
  }

  private static void fill(String sql) {
    done(fixture.tables().update(sql.formatted(ROWS), statement -> statement));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static Stream<BatchQuery> queries() {
    var filters = new ArrayList<BatchFilter>();
    for (var bucket : optional("few", "some", "many", "none")) {
      for (var prefix : optional("Run-1", "Run-11/é1", "Run-3/")) {
        for (var text : optional("é77", "RUN-1")) {
          filters.add(new BatchFilter(bucket, prefix, text));
        }
      }
    }
    return filters.stream()
        .flatMap(
            filter ->
                Stream.of(
                    new BatchQuery(filter, Optional.empty(), BatchOrder.DUE),
                    new BatchQuery(filter, Optional.empty(), BatchOrder.PREFIX),
                    new BatchQuery(filter, Optional.of(State.OPEN), BatchOrder.DUE),
                    new BatchQuery(filter, Optional.of(State.OPEN), BatchOrder.PREFIX),
                    new BatchQuery(filter, Optional.of(State.PAUSED), BatchOrder.PREFIX),
                    new BatchQuery(filter, Optional.empty(), BatchOrder.LATEST),
                    new BatchQuery(filter, Optional.of(State.CLOSED), BatchOrder.LATEST),
                    new BatchQuery(filter, Optional.of(State.ANNOUNCED), BatchOrder.LATEST)));
  }

  private static List<Optional<String>> optional(String... values) {
    var all = new ArrayList<Optional<String>>();
    all.add(Optional.empty());
    Stream.of(values).map(Optional::of).forEach(all::add);
    return all;
  }

  /** Some of them by chance, all with {@code -Dbindery.lists=all}. */
  @Test
  void everyListHasWhatAPlainQueryHasInItsOrder() {
    var all = new ArrayList<>(queries().toList());
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("lists: -Dbindery.seed=" + seed);
    Collections.shuffle(all, new Random(seed));
    boolean some = !"all".equals(System.getProperty("bindery.lists"));
    all.stream()
        .limit(some ? SOME : all.size())
        .forEach(
            query -> {
              var found = new ArrayList<String>();
              int pages = walk(query, found);
              assertThat(found).as(query.toString()).isEqualTo(plain(query));
              // No page looks at more than its bound, and none ends for nothing.
              assertThat(pages)
                  .as(query.toString())
                  .isLessThanOrEqualTo(2 + 2 * ROWS / PageReading.WALKED + found.size() / 1000);
            });
  }

  @ParameterizedTest
  @MethodSource("counted")
  void countsAreThoseOfThePlainQuery(BatchFilter filter) {
    var query = new BatchQuery(filter, Optional.empty(), BatchOrder.DUE);
    var counts = done(lists.list(query, Optional.empty(), 1)).counts().orElseThrow();
    for (var state : State.values()) {
      var order = state.orders().get(0);
      int plain = plain(new BatchQuery(filter, Optional.of(state), order)).size();
      if (counts.atLeast().contains(state)) {
        assertThat(counts.counts().get(state)).isLessThanOrEqualTo(plain);
      } else {
        assertThat(counts.counts().get(state)).as(state + " " + filter).isEqualTo(plain);
      }
    }
    // So many rows are looked at, whether the text is in them or not.
    var place = new BatchFilter(filter.bucket(), filter.prefix(), Optional.empty());
    int openOrPaused = plain(new BatchQuery(place, Optional.empty(), BatchOrder.DUE)).size();
    assertThat(counts.atLeast().contains(State.OPEN)).isEqualTo(openOrPaused > BatchCounts.MOST);
  }

  static Stream<BatchFilter> counted() {
    return Stream.of(
        BatchFilter.ALL,
        BatchFilter.of("many"),
        BatchFilter.of("few"),
        new BatchFilter(Optional.empty(), Optional.of("Run-1"), Optional.empty()),
        new BatchFilter(Optional.of("some"), Optional.of("Run-1"), Optional.of("é7")));
  }

  @Test
  void aListIsReadOnlyOnceWithItsCounts() {
    var query = new BatchQuery(BatchFilter.of("few"), Optional.empty(), BatchOrder.DUE);
    var first = done(lists.list(query, Optional.empty(), 10));
    assertThat(first.counts().orElseThrow().counts().get(State.OPEN)).isEqualTo(120);
    assertThat(first.counts().orElseThrow().atLeast()).isEmpty();
    assertThat(done(lists.list(query, first.page().next(), 10)).counts()).isEmpty();
  }

  @Test
  void targetsOfAnOrderAreThoseOfTheList() {
    var targets = new BatchTargets(fixture.tables());
    for (var verb : Verb.values()) {
      for (var filter : counted().toList()) {
        var state =
            verb == Verb.RESUME
                ? Optional.of(State.PAUSED)
                : verb == Verb.PAUSE ? Optional.of(State.OPEN) : Optional.<State>empty();
        var expected = plain(new BatchQuery(filter, state, BatchOrder.PREFIX));
        assertThat(done(targets.count(verb, filter, Optional.empty())))
            .as(verb + " " + filter)
            .isEqualTo(expected.size());
        var found = new ArrayList<String>();
        var after = Optional.<Cursor>empty();
        while (true) {
          var page = done(targets.page(verb, filter, Optional.empty(), after, 1000));
          if (page.isEmpty()) {
            break;
          }
          page.forEach(target -> found.add(target.entityId()));
          after = Optional.of(page.get(page.size() - 1).at());
        }
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void behindAPrefixComesNothingThatBeginsSo() {
    assertThat(BatchFilter.behind("a/")).contains("a0");
    assertThat(BatchFilter.behind("a\uD7FF")).contains("a\uE000");
    assertThat(BatchFilter.behind("a\uFFFF")).contains("a" + Character.toString(0x10000));
    assertThat(BatchFilter.behind("a" + Character.toString(Character.MAX_CODE_POINT)))
        .contains("b");
    assertThat(BatchFilter.behind(Character.toString(Character.MAX_CODE_POINT))).isEmpty();
  }

  /** A prefix that is as long as a key can be, and as hard to compress, has its place. */
  @Test
  void theLongestPrefixIsListed() {
    var prefix = new StringBuilder();
    while (prefix.length() < 1_020) {
      prefix.append("\0\0\0").append((char) ('a' + (prefix.length() * 31 % 26)));
    }
    var sql =
        """
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time) VALUES ('%1$s', 'long', '%2$s', 1, 1, now(), now())
        """;
    for (var id : List.of("a", "b")) {
      done(
          fixture
              .tables()
              .update(
                  sql.formatted(id.repeat(32), prefix.toString().replace('\0', '\uFFFD')),
                  statement -> statement));
    }
    var query = new BatchQuery(BatchFilter.of("long"), Optional.empty(), BatchOrder.PREFIX);
    var first = done(lists.list(query, Optional.empty(), 1)).page();
    var place = Cursor.parse(first.next().orElseThrow().text());
    assertThat(done(lists.list(query, place, 1)).page().items()).hasSize(1);
    done(fixture.tables().update("DELETE FROM open_batch WHERE bucket = 'long'", s -> s));
  }

  private static int walk(BatchQuery query, List<String> found) {
    Optional<Cursor> after = Optional.empty();
    int pages = 0;
    do {
      Page<? extends ListedBatch> page = done(lists.list(query, after, 1000)).page();
      page.items().forEach(batch -> found.add(id(batch)));
      after = page.next().map(Cursor::text).flatMap(Cursor::parse);
      pages++;
    } while (after.isPresent());
    return pages;
  }

  private static String id(ListedBatch batch) {
    return batch instanceof ListedBatch.Closed closed ? closed.batchId() : entityId(batch);
  }

  /** As the rows were made. */
  private static String entityId(ListedBatch batch) {
    var prefix = ((ListedBatch.Open) batch).prefix();
    var number = prefix.substring(prefix.indexOf('é') + 1, prefix.length() - 1);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(number.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Written as nobody would for a million rows. */
  private static List<String> plain(BatchQuery query) {
    var filter = query.filter();
    var where = new StringBuilder("TRUE");
    filter.bucket().ifPresent(it -> where.append(" AND t.bucket = '%s'".formatted(it)));
    filter.prefix().ifPresent(it -> where.append(" AND starts_with(t.prefix, '%s')".formatted(it)));
    filter.text().ifPresent(it -> where.append(" AND t.prefix ILIKE '%%%s%%'".formatted(it)));
    var state = query.state();
    if (query.order() == BatchOrder.LATEST) {
      state.ifPresent(
          it ->
              where.append(
                  it == State.CLOSED
                      ? " AND t.announced_at IS NULL"
                      : " AND t.announced_at IS NOT NULL"));
      return select("batch_id", "closed_batch", where, "t.closed_at DESC, t.batch_id DESC");
    }
    var order =
        query.order() == BatchOrder.DUE
            ? "t.due_at NULLS LAST, t.entity_id"
            : "t.bucket, t.prefix, t.entity_id";
    if (state.filter(State.PAUSED::equals).isPresent()) {
      return select("entity_id", "paused_batch", where, order);
    }
    state.ifPresent(
        it -> where.append(" AND t.entity_id NOT IN (SELECT entity_id FROM paused_batch)"));
    return select("entity_id", "open_batch", where, order);
  }

  private static List<String> select(String id, String table, CharSequence where, String order) {
    return done(
        fixture
            .tables()
            .select(
                "SELECT t.%s FROM %s t WHERE %s ORDER BY %s".formatted(id, table, where, order),
                statement -> statement,
                row -> row.get(0, String.class)));
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
