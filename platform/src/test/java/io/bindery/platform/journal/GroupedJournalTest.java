package io.bindery.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroupedJournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String R2DBC = "akka.persistence.r2dbc.";
  private static final String GROUPED = "akka.persistence.grouped.";
  private static LocalPostgres postgres;
  private static ActorTestKit kit;
  private final Tables tables = Tables.of(kit.system());
  private final JournalTable table = new JournalTable(tables, InStepTables.get(kit.system()));

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    kit = kit();
  }

  private static ActorTestKit kit() {
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
                        "akka.actor.provider", "local"))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
    Migrations.apply(DatabaseSettings.from(config));
    return ActorTestKit.create("GroupedJournalTest", config);
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    postgres.close();
  }

  private sealed interface Command {}

  private record Add(List<String> words, ActorRef<Done> replyTo) implements Command {}

  private record Get(ActorRef<String> replyTo) implements Command {}

  private record Stop(ActorRef<Done> replyTo) implements Command {}

  /** Remembers words. */
  private static final class Words extends EventSourcedBehavior<Command, String, String> {
    private final String plugins;

    private Words(String id, String plugins) {
      super(PersistenceId.of("words", id));
      this.plugins = plugins;
    }

    @Override
    public String journalPluginId() {
      return plugins + "journal";
    }

    @Override
    public String snapshotPluginId() {
      return plugins + "snapshot";
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(20, 1);
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<Command, String, String> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Add.class,
              (state, add) ->
                  Effect()
                      .persist(add.words())
                      .thenRun(after -> add.replyTo().tell(Done.getInstance())))
          .onCommand(
              Get.class, (state, get) -> Effect().none().thenRun(same -> get.replyTo().tell(state)))
          .onCommand(
              Stop.class,
              (state, stop) ->
                  Effect().stop().thenRun(same -> stop.replyTo().tell(Done.getInstance())))
          .build();
    }

    @Override
    public EventHandler<String, String> eventHandler() {
      return newEventHandlerBuilder().forAnyState().onAnyEvent(String::concat);
    }
  }

  private static CompletableFuture<Done> add(ActorRef<Command> words, String... more) {
    return AskPattern.<Command, Done>ask(
            words, replyTo -> new Add(List.of(more), replyTo), PATIENCE, kit.scheduler())
        .toCompletableFuture();
  }

  private static String get(ActorRef<Command> words) {
    return AskPattern.<Command, String>ask(words, Get::new, PATIENCE, kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  private static void stop(ActorRef<Command> words) {
    var probe = kit.createTestProbe();
    words.tell(new Stop(kit.system().ignoreRef()));
    probe.expectTerminated(words);
  }

  /** Many of them at once, each event in its place, with few events, many, and a snapshot. */
  @Test
  void whatManyEntitiesPersistAtOnceIsThereWhenTheyRecover() {
    int entities = 300;
    var first =
        IntStream.range(0, entities)
            .mapToObj(i -> kit.spawn(new Words("many-" + i, GROUPED)))
            .toList();
    var added =
        IntStream.range(0, entities)
            .boxed()
            .flatMap(
                i -> IntStream.rangeClosed(0, i % 30).mapToObj(n -> add(first.get(i), n + " ", "")))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(added).join();
    first.forEach(GroupedJournalTest::stop);
    var again =
        IntStream.range(0, entities)
            .mapToObj(i -> kit.spawn(new Words("many-" + i, GROUPED)))
            .toList();
    for (int i = 0; i < entities; i++) {
      var words = IntStream.rangeClosed(0, i % 30).mapToObj(n -> n + " ").toList();
      assertThat(get(again.get(i))).isEqualTo(String.join("", words));
    }
  }

  @Test
  void whatThePluginOfAkkaWroteIsReadAndTheOtherWayRound() {
    var plugins = List.of(R2DBC, GROUPED, R2DBC, GROUPED);
    var expected = new StringBuilder();
    for (var plugin : plugins) {
      var words = kit.spawn(new Words("either", plugin));
      assertThat(get(words)).isEqualTo(expected.toString());
      for (int i = 0; i < 13; i++) {
        add(words, "word" + i).join();
        expected.append("word").append(i);
      }
      stop(words);
    }
  }

  @Test
  void anEntityWhoseEventIsThereAlreadyFailsAloneAndTheOthersAreWritten() {
    assertThat(write(write("taken", 0, 1))).containsExactly(Optional.empty());
    var results = write(write("left", 0, 1, 2), write("taken", 0, 1, 2), write("right", 0, 1));
    assertThat(results.get(0)).isEmpty();
    assertThat(results.get(1)).isPresent();
    assertThat(results.get(2)).isEmpty();
    // All or nothing of one write.
    assertThat(highest("left", "taken", "right", "nobody")).containsExactly(2L, 1L, 1L, 0L);
  }

  @Test
  void whatFailsForAnotherReasonFailsForAll() {
    tables.update("ALTER TABLE event_journal RENAME TO away", s -> s).toCompletableFuture().join();
    try {
      assertThat(write(write("one", 0, 1), write("other", 0, 1)))
          .allSatisfy(result -> assertThat(result).isPresent());
    } finally {
      tables
          .update("ALTER TABLE away RENAME TO event_journal", s -> s)
          .toCompletableFuture()
          .join();
    }
    assertThat(highest("one", "other")).containsExactly(0L, 0L);
  }

  @Test
  void tablesInStepHaveWhatTheJournalHasAndNothingElse() {
    tables
        .update(
            "CREATE TABLE said (id TEXT, number BIGINT, word TEXT CHECK (word <> 'bad'))", s -> s)
        .toCompletableFuture()
        .join();
    InStepTables.get(kit.system()).keep("talks", String.class, GroupedJournalTest::said);
    assertThat(write(write("talks", "good", "one", 0, 1, 2), write("beside", 0, 1)))
        .containsOnly(Optional.empty());
    // A table that takes an event no more, or says so only by an exception, keeps that one alone.
    var results =
        write(
            write("talks", "good", "one", 2, 3),
            write("talks", "bad", "two", 0, 1),
            write("talks", "unspeakable", "three", 0, 1),
            write("talks", "good", "one", 3, 3),
            write("talks", "good", "four", 0, 1));
    assertThat(results.stream().map(Optional::isPresent))
        .containsExactly(false, true, true, true, false);
    var inTable = "SELECT id || ' ' || number FROM said ORDER BY 1";
    var inJournal =
        "SELECT split_part(persistence_id, '|', 2) || ' ' || seq_nr FROM event_journal"
            + " WHERE entity_type = 'talks' ORDER BY 1";
    assertThat(texts(inTable))
        .containsExactly("four 1", "one 1", "one 2", "one 3")
        .isEqualTo(texts(inJournal));
  }

  private static List<Statement> said(Connection connection, List<InStep.Written<String>> events) {
    return events.stream()
        .map(
            one -> {
              if (one.event().equals("unspeakable")) {
                throw new IllegalArgumentException(one.event());
              }
              return connection
                  .createStatement("INSERT INTO said VALUES ($1, $2, $3)")
                  .bind(0, one.entityId())
                  .bind(1, one.sequenceNumber())
                  .bind(2, one.event());
            })
        .toList();
  }

  private List<String> texts(String sql) {
    return tables.select(sql, s -> s, row -> row.get(0, String.class)).toCompletableFuture().join();
  }

  @Test
  void theTimesOfAnEntityNeverGoBack() {
    write(write("late", 0, 1));
    tables
        .update(
            "UPDATE event_journal SET db_timestamp = db_timestamp + interval '1 hour'"
                + " WHERE persistence_id = 'words|late'",
            s -> s)
        .toCompletableFuture()
        .join();
    write(write("late", 1, 2));
    var times =
        tables
            .select(
                "SELECT db_timestamp FROM event_journal WHERE persistence_id = 'words|late'"
                    + " ORDER BY seq_nr",
                s -> s,
                row -> row.get(0, OffsetDateTime.class))
            .toCompletableFuture()
            .join();
    assertThat(times.get(1)).isAfter(times.get(0));
  }

  private List<Optional<Throwable>> write(JournalTable.Write... writes) {
    return table.write(List.of(writes)).toCompletableFuture().join();
  }

  private List<Long> highest(String... ids) {
    return table
        .highest(
            List.of(ids).stream()
                .map(id -> new JournalTable.Range("words|" + id, 1, Long.MAX_VALUE))
                .toList())
        .toCompletableFuture()
        .join();
  }

  private static JournalTable.Write write(String id, long before, long... sequenceNumbers) {
    return write("words", "word", id, before, sequenceNumbers);
  }

  private static JournalTable.Write write(
      String type, String word, String id, long before, long... sequenceNumbers) {
    return new JournalTable.Write(
        LongStream.of(sequenceNumbers)
            .mapToObj(
                number ->
                    new JournalRow(
                        1,
                        type,
                        type + "|" + id,
                        number,
                        before,
                        20,
                        "",
                        word,
                        word.getBytes(StandardCharsets.UTF_8),
                        "writer"))
            .toList());
  }
}
