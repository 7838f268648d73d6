package io.bindery.router.tables;

import io.bindery.platform.database.Rows;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a statement that is put together of parts: each is told where its value stands.
 */
final class Params {
  private interface Value {
    Statement bind(Statement statement, int index);
  }

  private final List<Value> values = new ArrayList<>();

  /** Where a text stands, as {@code $3}. */
  String text(String value) {
    return add((statement, index) -> statement.bind(index, Rows.storable(value)));
  }

  /** Where a moment stands; null if there is none. */
  String time(Optional<Instant> value) {
    return add((statement, index) -> Rows.bind(statement, index, value, Instant.class))
        + "::timestamptz";
  }

  /** Where a value that is given later stands. */
  String last() {
    return "$" + (values.size() + 1);
  }

  int size() {
    return values.size();
  }

  Statement bind(Statement statement) {
    for (int i = 0; i < values.size(); i++) {
      values.get(i).bind(statement, i);
    }
    return statement;
  }

  private String add(Value value) {
    values.add(value);
    return "$" + values.size();
  }
}
