package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.r2dbc.ConnectionFactoryProvider;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.failure.Causes;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import reactor.core.publisher.Flux;

/** A pool whose connections the database has left without a word. */
class UnansweredTest {
  private static final int CONNECTIONS = 4;

  /** As in {@code /proc/net/tcp}. */
  private static final String ESTABLISHED = "01";

  private static final String KEEPALIVE = "02";

  /** In the kernel's hundredths of a second. */
  private static final int KEEPALIVE_IDLE = 1_500;

  private static final Duration AFTER = Duration.ofSeconds(3);

  private static LocalPostgres postgres;

  private MuteProxy proxy;
  private ActorTestKit kit;
  private Tables tables;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void open() throws IOException {
    proxy = new MuteProxy(postgres.host(), postgres.port());
    kit =
        ActorTestKit.create(
            "UnansweredTest",
            ConfigFactory.load(
                ConfigFactory.parseMap(
                        Map.of(
                            "bindery.database.host",
                            "127.0.0.1",
                            "bindery.database.port",
                            proxy.port(),
                            "bindery.database.name",
                            postgres.database(),
                            "bindery.database.user",
                            postgres.user(),
                            "bindery.database.password",
                            postgres.password(),
                            "bindery.database.pool-size",
                            CONNECTIONS,
                            "bindery.database.statement-timeout",
                            "1 s",
                            "bindery.database.ssl",
                            false,
                            "akka.actor.provider",
                            "local"))
                    .withFallback(ConfigFactory.parseResourcesAnySyntax("application"))));
    tables = Tables.of(kit.system());
  }

  @AfterEach
  void close() throws IOException {
    kit.shutdownTestKit();
    proxy.close();
  }

  private List<CompletableFuture<List<Integer>>> onEveryConnection(String sql) {
    return IntStream.range(0, CONNECTIONS).mapToObj(i -> ask(sql)).toList();
  }

  private CompletableFuture<List<Integer>> ask(String sql) {
    return tables
        .select(sql, statement -> statement, row -> row.get(0, Integer.class))
        .toCompletableFuture();
  }

  private void allIsWell() {
    onEveryConnection("SELECT 1 FROM pg_sleep(0.05)")
        .forEach(answer -> assertThat(answer.join()).containsExactly(1));
  }

  @Test
  void connectionsWithoutAnAnswerAreReplaced() {
    allIsWell();
    proxy.swallowAnswers();
    var asked = onEveryConnection("SELECT 1 FROM pg_sleep(0.1)");
    proxy.mute();
    for (var unanswered : asked) {
      assertThatThrownBy(unanswered::join).hasMessageContaining("Connection unexpectedly closed");
    }
    await().ignoreExceptions().untilAsserted(this::allIsWell);
    assertThat(proxy.muteAndOpen()).isZero();
  }

  @Test
  void thoseThatWereIdleAreFoundAtTheirNextUse() {
    allIsWell();
    proxy.mute();
    await().ignoreExceptions().untilAsserted(this::allIsWell);
    await().untilAsserted(() -> assertThat(proxy.muteAndOpen()).isZero());
  }

  /** What is idle and never used again is found by the system alone. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theSystemAsksWhetherTheOtherSideIsStillThere() throws IOException {
    allIsWell();
    // What was sent last has to be confirmed first, which has a timer of its own.
    await()
        .untilAsserted(
            () ->
                assertThat(timersOfOpenConnections())
                    .isNotEmpty()
                    .allSatisfy(
                        timer -> {
                          assertThat(timer[0]).isEqualTo(KEEPALIVE);
                          assertThat(Integer.parseInt(timer[1], 16))
                              .isLessThanOrEqualTo(KEEPALIVE_IDLE);
                        }));
  }

  /** Which timer the kernel runs for each connection of ours to the database, and how long yet. */
  private List<String[]> timersOfOpenConnections() throws IOException {
    var remote = ":%04X".formatted(proxy.port());
    var timers = new ArrayList<String[]>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        for (var line : Files.readAllLines(Path.of(table))) {
          var fields = line.strip().split(" +", -1);
          if (fields[2].endsWith(remote) && fields[3].equals(ESTABLISHED)) {
            timers.add(fields[5].split(":", -1));
          }
        }
      }
    }
    return timers;
  }

  @Test
  void soIsATransactionThatIsGivenUp() {
    allIsWell();
    var asked =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(
                i ->
                    tables
                        .atOneMoment(
                            moment ->
                                moment.select(
                                    "SELECT 1 FROM pg_sleep(0.5)",
                                    statement -> statement,
                                    row -> row.get(0, Integer.class)))
                        .toCompletableFuture())
            .toList();
    proxy.mute();
    asked.forEach(transaction -> transaction.cancel(true));
    await().ignoreExceptions().untilAsserted(this::allIsWell);
    await().untilAsserted(() -> assertThat(proxy.muteAndOpen()).isZero());
  }

  @Test
  void aSessionThatDoesNotOpenHoldsUpNothingForLong() {
    proxy.muteFromTheStart(true);
    var asked = onEveryConnection("SELECT 1");
    await().untilAsserted(() -> assertThat(proxy.muteAndOpen()).isPositive());
    proxy.muteFromTheStart(false);
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(this::allIsWell);
    assertThat(asked).allMatch(CompletableFuture::isDone);
    assertThat(proxy.muteAndOpen()).isZero();
  }

  /** A failure of another class would be taken for one of ours, and not be tried again. */
  @Test
  void whateverABrokenConnectionCutsFailsAsTheDatabaseDoes() {
    var failures = new ArrayList<Throwable>();
    int answered = 0;
    for (int round = 0; round < 150; round++) {
      var asked =
          List.<CompletionStage<?>>of(
              ask("SELECT 1 FROM pg_sleep(0.001)"),
              tables.update("SET application_name = 'x'", statement -> statement),
              tables.together(connection -> List.of(connection.createStatement("SELECT 1"))),
              tables.atOneMoment(
                  moment -> moment.select("SELECT 1", statement -> statement, row -> 1)),
              tables.alone(round, () -> CompletableFuture.completedFuture(1)));
      LockSupport.parkNanos(round * 20_000L);
      proxy.reset();
      for (var one : asked) {
        var failure =
            one.handle((done, thrown) -> Optional.ofNullable(thrown)).toCompletableFuture().join();
        failure.map(Causes::of).ifPresent(failures::add);
        answered += failure.isPresent() ? 0 : 1;
      }
    }
    assertThat(failures).isNotEmpty().allMatch(R2dbcException.class::isInstance);
    assertThat(answered).isPositive();
    await().ignoreExceptions().untilAsserted(this::allIsWell);
  }

  @Test
  void aNodeThatCannotUseItsPoolEnds() {
    allIsWell();
    var pool = ConnectionFactoryProvider.get(kit.system()).connectionFactoryFor(Tables.POOL);
    var taken =
        Flux.range(0, CONNECTIONS).flatMap(i -> pool.create()).collectList().toFuture().join();
    var ended = new CompletableFuture<Void>();
    PoolGuard.start(
        kit.system(), settings(), Duration.ofMillis(200), AFTER, () -> ended.complete(null));
    assertThat(ended).succeedsWithin(Duration.ofSeconds(20));
    Flux.fromIterable(taken).concatMap(Connection::close).then().toFuture().join();
  }

  @Test
  void aNodeWhoseDatabaseIsAwayOrWorksDoesNotEnd() {
    var ended = new AtomicBoolean();
    PoolGuard.start(kit.system(), settings(), Duration.ofMillis(200), AFTER, () -> ended.set(true));
    allIsWell();
    proxy.muteFromTheStart(true);
    proxy.mute();
    var watch = DatabaseWatch.get(kit.system());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> watch.sinceAnswer().compareTo(AFTER.multipliedBy(2)) > 0);
    assertThat(ended).isFalse();
    proxy.muteFromTheStart(false);
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(this::allIsWell);
    await().until(() -> watch.sinceAnswer().compareTo(AFTER) < 0);
    assertThat(ended).isFalse();
  }

  /** Who takes over its work writes the same keys, and must not wait for what it left open. */
  @Test
  void whatANodeLeavesOpenWhenItVanishesHoldsUpNobodyForLong() throws SQLException {
    execute("CREATE TABLE taken (key INT PRIMARY KEY)");
    allIsWell();
    var left =
        tables.together(
            connection ->
                List.of(
                    connection.createStatement("INSERT INTO taken VALUES (1)"),
                    connection.createStatement("SELECT pg_sleep(0.5)")));
    await()
        .until(
            () ->
                execute("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.5%'"));
    proxy.vanish();
    long begun = System.nanoTime();
    execute("INSERT INTO taken VALUES (1)");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    assertThatThrownBy(left.toCompletableFuture()::join).hasCauseInstanceOf(R2dbcException.class);
  }

  /** Whether it gave a row, or was done. */
  private static boolean execute(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      return !statement.execute(sql) || statement.getResultSet().next();
    }
  }

  /** It waits for something else, and its session is idle meanwhile. */
  @Test
  void whoDoesSomethingAloneMayTakeLong() {
    var done =
        tables
            .alone(8, () -> CompletableFuture.supplyAsync(() -> 1, later(Duration.ofSeconds(12))))
            .toCompletableFuture();
    assertThat(done).succeedsWithin(Duration.ofSeconds(40)).isEqualTo(1);
  }

  @Test
  void aStartDoesNotWaitForEverForWhatTakesItsConnectionAndSaysNothing() {
    proxy.muteFromTheStart(true);
    var settings =
        DatabaseSettings.from(
            ConfigFactory.parseString("bindery.database.start-timeout = 1 s")
                .withFallback(kit.system().settings().config()));
    var start = CompletableFuture.runAsync(() -> Migrations.apply(settings));
    assertThat(start)
        .failsWithin(Duration.ofSeconds(40))
        .withThrowableThat()
        .withCauseInstanceOf(DatabaseException.class);
  }

  private DatabaseSettings settings() {
    return DatabaseSettings.from(kit.system().settings().config());
  }

  @Test
  void theDatabaseEndsAStatementThatTakesTooLong() {
    assertThatThrownBy(ask("SELECT 1 FROM pg_sleep(30)")::join)
        .hasMessageContaining("statement timeout");
    allIsWell();
  }

  @Test
  void whoWaitsForTheLockIsNotTakenForUnanswered() {
    var first = new CompletableFuture<Integer>();
    var held = tables.alone(7, () -> first).toCompletableFuture();
    var second = tables.alone(7, () -> CompletableFuture.completedFuture(2)).toCompletableFuture();
    var longerThanOneStatement =
        CompletableFuture.runAsync(() -> first.complete(1), later(Duration.ofSeconds(3)));
    assertThat(second.join()).isEqualTo(2);
    assertThat(held.join()).isEqualTo(1);
    longerThanOneStatement.join();
  }

  private static Executor later(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
