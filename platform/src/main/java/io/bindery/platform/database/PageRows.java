package io.bindery.platform.database;

import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The rows of one page as they come, until there are enough of them or enough text. */
final class PageRows<T> {
  /** Characters of text in the rows of one page. */
  static final long TEXT = 1 << 20;

  private final int limit;
  private final List<T> items = new ArrayList<>();
  private long text;
  private boolean more;

  PageRows(int limit) {
    this.limit = limit;
  }

  /** A row, and how many characters the database sent for it. */
  record Weighed<T>(T item, long text) {
    static <T> Weighed<T> of(Row row, RowMetadata meta, Function<Row, T> read) {
      long length = 0;
      for (int i = 0; i < meta.getColumnMetadatas().size(); i++) {
        var type = meta.getColumnMetadata(i).getJavaType();
        if (type == String.class) {
          length += length(row.get(i, String.class));
        } else if (type == String[].class) {
          var texts = row.get(i, String[].class);
          length += texts == null ? 0 : Arrays.stream(texts).mapToLong(Weighed::length).sum();
        }
      }
      return new Weighed<>(read.apply(row), length);
    }

    private static long length(String text) {
      return text == null ? 0 : text.length();
    }
  }

  /** One row is always taken: a list must get on. */
  PageRows<T> with(Weighed<T> row) {
    text += row.text();
    if (items.size() == limit || (text > TEXT && !items.isEmpty())) {
      more = true;
    } else {
      items.add(row.item());
    }
    return this;
  }

  boolean isFull() {
    return more;
  }

  Page<T> page(Function<T, Cursor> at) {
    return new Page<>(
        items.stream().map(item -> new Page.Placed<>(at.apply(item), item)).toList(), more);
  }
}
