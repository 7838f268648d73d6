package io.bindery.platform.database;

import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a list, as SQL has only those that were asked for: a condition that stands in
 * the text whether it is wanted or not hides the index that it could use. A value: each addition
 * makes another one.
 */
public final class Conditions {
  /** There are none. */
  public static final Conditions NONE = new Conditions(List.of());

  /**
   * One condition.
   *
   * @param sql with {@code ?} where the value stands
   */
  private record Condition(String sql, String value) {}

  private final List<Condition> conditions;

  private Conditions(List<Condition> conditions) {
    this.conditions = conditions;
  }

  /**
   * These, and another one.
   *
   * @param sql with {@code ?} wherever the value stands; it comes from the code, never from outside
   * @param value absent: nothing is added
   */
  public Conditions and(String sql, Optional<String> value) {
    if (value.isEmpty()) {
      return this;
    }
    var more = new ArrayList<>(conditions);
    // No row holds a NUL, and Postgres takes none.
    more.add(new Condition(sql, Rows.storable(value.get())));
    return new Conditions(List.copyOf(more));
  }

  /**
   * The conditions, each with AND before it.
   *
   * @param first number of the first parameter
   */
  public String sql(int first) {
    var sql = new StringBuilder();
    for (int i = 0; i < conditions.size(); i++) {
      sql.append(" AND ").append(conditions.get(i).sql().replace("?", "$" + (first + i)));
    }
    return sql.toString();
  }

  /** How many parameters {@link #sql} has. */
  public int size() {
    return conditions.size();
  }

  /**
   * Binds the parameters of {@link #sql}.
   *
   * @param first the same number
   */
  public Statement bind(Statement statement, int first) {
    for (int i = 0; i < conditions.size(); i++) {
      statement.bind("$" + (first + i), conditions.get(i).value());
    }
    return statement;
  }
}
