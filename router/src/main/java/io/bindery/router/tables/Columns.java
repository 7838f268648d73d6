package io.bindery.router.tables;

import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Binds rows to a statement that takes each column as one array. */
final class Columns<R> {
  private final Statement statement;
  private final List<R> rows;
  private int next;

  Columns(Statement statement, List<R> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /** The next column; values may be null. */
  <T> Columns<R> add(IntFunction<T[]> array, Function<R, T> value) {
    statement.bind(next++, rows.stream().map(value).toArray(array));
    return this;
  }

  Statement statement() {
    return statement;
  }
}
