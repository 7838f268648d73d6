package io.bindery.platform.database;

import akka.actor.typed.ActorSystem;
import akka.persistence.r2dbc.ConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements on our own tables, each in its own transaction unless it says otherwise, over the
 * connections of the journal: one pool bounds what a node asks of the database.
 */
public final class Tables {
  private static final String LOCK = "SELECT pg_try_advisory_xact_lock($1)";

  /** A statement that waited for the lock would be taken for one without an answer. */
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  /** Rows that the database sends ahead. */
  private static final int PAGE_FETCH = 32;

  static final String POOL = "akka.persistence.r2dbc.connection-factory";

  private final ConnectionFactory connections;

  private Tables(ConnectionFactory connections) {
    this.connections = connections;
  }

  public static Tables of(ActorSystem<?> system) {
    return new Tables(ConnectionFactoryProvider.get(system).connectionFactoryFor(POOL));
  }

  /**
   * Runs a query and reads every row; the statement itself must bound how many there are.
   *
   * @param bind fills the parameters, {@code $1} and on
   */
  public <T> CompletionStage<List<T>> select(
      String sql, UnaryOperator<Statement> bind, Function<Row, T> read) {
    return Flux.usingWhen(
            connections.create(),
            connection -> selected(connection, sql, bind, read),
            Connection::close)
        .collectList()
        .toFuture();
  }

  /**
   * Reads a part of a list. It ends at the limit, or where the texts of its rows add up to a
   * mebibyte: a thousand large rows are too much for a heap.
   *
   * @param sql orders its rows by what {@code at} tells of them; the limit is its last parameter
   * @param bind fills the parameters before that
   * @param before how many these are
   * @param limit how many rows at most
   */
  public <T> CompletionStage<Page<T>> page(
      String sql,
      UnaryOperator<Statement> bind,
      int before,
      Function<Row, T> read,
      Function<T, Cursor> at,
      int limit) {
    return Flux.usingWhen(
            connections.create(),
            connection -> paged(connection, sql, bind, before, read, at, limit).flux(),
            Connection::close)
        .single()
        .toFuture();
  }

  /** Reads that all see the database as it was at one moment. */
  public static final class Moment {
    private final Connection connection;

    private Moment(Connection connection) {
      this.connection = connection;
    }

    /** As {@link Tables#select}. */
    public <T> CompletionStage<List<T>> select(
        String sql, UnaryOperator<Statement> bind, Function<Row, T> read) {
      return selected(connection, sql, bind, read).collectList().toFuture();
    }

    /** As {@link Tables#page}. */
    public <T> CompletionStage<Page<T>> page(
        String sql,
        UnaryOperator<Statement> bind,
        int before,
        Function<Row, T> read,
        Function<T, Cursor> at,
        int limit) {
      return paged(connection, sql, bind, before, read, at, limit).toFuture();
    }
  }

  /**
   * Reads several things that belong together, such as a list and its counts: none of them knows
   * more than the others.
   *
   * @param read gives its reads one after the other
   */
  public <T> CompletionStage<T> atOneMoment(Function<Moment, CompletionStage<T>> read) {
    return transaction(
            connection -> connection.beginTransaction(Snapshot.INSTANCE),
            connection -> Mono.fromCompletionStage(() -> read.apply(new Moment(connection))).flux())
        .single()
        .toFuture();
  }

  /** Every statement of a transaction sees what the first one saw. */
  private enum Snapshot implements TransactionDefinition {
    INSTANCE;

    private static final Map<Option<?>, Object> ATTRIBUTES =
        Map.of(ISOLATION_LEVEL, IsolationLevel.REPEATABLE_READ, READ_ONLY, true);

    @Override
    public <T> T getAttribute(Option<T> option) {
      return option.cast(ATTRIBUTES.get(option));
    }
  }

  private static <T> Flux<T> selected(
      Connection connection, String sql, UnaryOperator<Statement> bind, Function<Row, T> read) {
    return Flux.from(bind.apply(connection.createStatement(sql)).execute())
        .concatMap(result -> Flux.from(result.map((row, meta) -> read.apply(row))));
  }

  private static <T> Mono<Page<T>> paged(
      Connection connection,
      String sql,
      UnaryOperator<Statement> bind,
      int before,
      Function<Row, T> read,
      Function<T, Cursor> at,
      int limit) {
    var statement =
        bind.apply(connection.createStatement(sql)).bind(before, limit + 1).fetchSize(PAGE_FETCH);
    return Flux.from(statement.execute())
        .concatMap(
            result -> Flux.from(result.map((row, meta) -> PageRows.Weighed.of(row, meta, read))))
        .scanWith(() -> new PageRows<T>(limit), PageRows::with)
        .takeUntil(PageRows::isFull)
        .last()
        .map(rows -> rows.page(at));
  }

  /**
   * Runs a change; a statement with several sets of parameters ({@link Statement#add()}) runs once
   * for each.
   *
   * @return how many rows it touched
   */
  public CompletionStage<Long> update(String sql, UnaryOperator<Statement> bind) {
    return execute(sql, bind, result -> Flux.from(result.getRowsUpdated()))
        .reduce(0L, Long::sum)
        .toFuture();
  }

  /**
   * Runs changes one after another in one transaction: all of them or none.
   *
   * @return how many rows each touched
   */
  public CompletionStage<List<Long>> together(Function<Connection, List<Statement>> changes) {
    return transaction(
            connection ->
                Flux.fromIterable(changes.apply(connection))
                    .concatMap(
                        statement ->
                            Flux.from(statement.execute())
                                .concatMap(Result::getRowsUpdated)
                                .reduce(0L, Long::sum)))
        .collectList()
        .toFuture();
  }

  /**
   * Does something while nobody else does anything under this number, on whichever node; others
   * wait.
   */
  public <T> CompletionStage<T> alone(long number, Supplier<CompletionStage<T>> work) {
    return transaction(
            connection ->
                selected(
                        connection,
                        LOCK,
                        statement -> statement.bind(0, number),
                        row -> row.get(0, Boolean.class))
                    .filter(Boolean::booleanValue)
                    .next()
                    .repeatWhenEmpty(tries -> tries.delayElements(BETWEEN_TRIES))
                    .thenMany(connection.createStatement(ServerSide.IDLE_FOR_LONG).execute())
                    .concatMap(Result::getRowsUpdated)
                    .thenMany(Flux.defer(() -> Flux.from(Mono.fromCompletionStage(work.get())))))
        .single()
        .toFuture();
  }

  private <T> Flux<T> transaction(Function<Connection, Flux<T>> work) {
    return transaction(Connection::beginTransaction, work);
  }

  /** A commit that fails is the failure of what was done, so it is a part of it. */
  private <T> Flux<T> transaction(
      Function<Connection, Publisher<Void>> begin, Function<Connection, Flux<T>> work) {
    return Flux.usingWhen(
        connections.create(),
        connection ->
            Flux.from(begin.apply(connection))
                .thenMany(Flux.defer(() -> work.apply(connection)))
                .concatWith(
                    Flux.defer(
                        () -> Flux.from(connection.commitTransaction()).thenMany(Flux.empty()))),
        Connection::close,
        (connection, failure) -> undone(connection),
        Tables::undone);
  }

  /** Whatever becomes of it: a connection that is closed without a commit has changed nothing. */
  private static Flux<Void> undone(Connection connection) {
    return Flux.from(connection.rollbackTransaction())
        .onErrorComplete()
        .thenMany(Flux.from(connection.close()));
  }

  private <T> Flux<T> execute(
      String sql, UnaryOperator<Statement> bind, Function<Result, Flux<T>> read) {
    return Flux.usingWhen(
        connections.create(),
        connection ->
            Flux.from(bind.apply(connection.createStatement(sql)).execute()).concatMap(read),
        Connection::close);
  }
}
