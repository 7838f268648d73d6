package io.bindery.platform.database;

import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Optional;

/** Columns and parameters that may be null, and texts that Postgres cannot hold. */
public final class Rows {
  private Rows() {}

  /** A value; absent if the column is null. */
  public static <T> Optional<T> optional(Row row, int index, Class<T> type) {
    return Optional.ofNullable(row.get(index, type));
  }

  /** A value; absent if the column is null. */
  public static <T> Optional<T> optional(Row row, String name, Class<T> type) {
    return Optional.ofNullable(row.get(name, type));
  }

  /** A text; absent if the column is null. */
  public static Optional<String> text(Row row, int index) {
    return optional(row, index, String.class);
  }

  /** A text; absent if the column is null. */
  public static Optional<String> text(Row row, String name) {
    return optional(row, name, String.class);
  }

  /** A moment; absent if the column is null. */
  public static Optional<Instant> time(Row row, int index) {
    return optional(row, index, Instant.class);
  }

  /** A moment; absent if the column is null. */
  public static Optional<Instant> time(Row row, String name) {
    return optional(row, name, Instant.class);
  }

  /** Fills a parameter, with null if there is no value. */
  public static <T> Statement bind(
      Statement statement, int index, Optional<T> value, Class<T> type) {
    return value
        .map(present -> statement.bind(index, present))
        .orElseGet(() -> statement.bindNull(index, type));
  }

  /** A text as Postgres can hold it, which knows every character but one: U+0000 is U+FFFD. */
  public static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
