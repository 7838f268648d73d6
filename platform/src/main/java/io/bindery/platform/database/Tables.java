package io.bindery.platform.database;

import akka.actor.typed.ActorSystem;
import akka.persistence.r2dbc.ConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements on our own tables, each in its own transaction unless it says otherwise, over the
 * connections of the journal: one pool bounds what a node asks of the database.
 */
public final class Tables {
  private static final String LOCK = "SELECT pg_advisory_xact_lock($1)";

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
    return execute(sql, bind, result -> Flux.from(result.map((row, meta) -> read.apply(row))))
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
    return execute(
            sql,
            statement -> bind.apply(statement).bind(before, limit + 1).fetchSize(PAGE_FETCH),
            result -> Flux.from(result.map((row, meta) -> PageRows.Weighed.of(row, meta, read))))
        .scanWith(() -> new PageRows<T>(limit), PageRows::with)
        .takeUntil(PageRows::isFull)
        .last()
        .map(rows -> rows.page(at))
        .toFuture();
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
                Flux.from(connection.createStatement(LOCK).bind(0, number).execute())
                    .concatMap(Result::getRowsUpdated)
                    .thenMany(Flux.defer(() -> Flux.from(Mono.fromCompletionStage(work.get())))))
        .single()
        .toFuture();
  }

  private <T> Flux<T> transaction(Function<Connection, Flux<T>> work) {
    return Flux.usingWhen(
        connections.create(),
        connection ->
            Flux.from(connection.beginTransaction())
                .thenMany(Flux.defer(() -> work.apply(connection))),
        connection ->
            Flux.from(connection.commitTransaction()).thenMany(Flux.from(connection.close())),
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
