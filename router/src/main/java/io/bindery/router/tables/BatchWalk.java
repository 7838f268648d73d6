package io.bindery.router.tables;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Rows;
import io.r2dbc.spi.Row;
import java.util.Optional;

/** The ways through the tables of batches. Each is the order of an index. */
enum BatchWalk {
  DUE("open_batch", "entity_id", "COALESCE(o.due_at, 'infinity'::timestamptz), o.entity_id", "") {
    @Override
    String after(Params params, Cursor cursor) {
      var due = Optional.of(cursor.time()).filter(Cursor.LATEST.time()::isAfter);
      return "(COALESCE(o.due_at, 'infinity'::timestamptz), o.entity_id) > (COALESCE(%s, 'infinity'::timestamptz), %s)"
          .formatted(params.time(due), params.text(cursor.id()));
    }

    @Override
    Cursor at(Row row) {
      return new Cursor(
          Rows.time(row, "at").orElse(Cursor.LATEST.time()), row.get("id", String.class));
    }
  },

  OPEN_BY_PREFIX("open_batch", "entity_id", "o.bucket, o.prefix, o.entity_id", "") {
    @Override
    String after(Params params, Cursor cursor) {
      return afterPrefix(params, cursor);
    }

    @Override
    Cursor at(Row row) {
      return atPrefix(row);
    }
  },

  PAUSED_BY_PREFIX("paused_batch", "entity_id", "o.bucket, o.prefix, o.entity_id", "") {
    @Override
    String after(Params params, Cursor cursor) {
      return afterPrefix(params, cursor);
    }

    @Override
    Cursor at(Row row) {
      return atPrefix(row);
    }
  },

  LATEST("closed_batch", "batch_id", "o.closed_at, o.batch_id", " DESC") {
    @Override
    String after(Params params, Cursor cursor) {
      return "(o.closed_at, o.batch_id) < (%s, %s)"
          .formatted(params.time(Optional.of(cursor.time())), params.text(cursor.id()));
    }

    @Override
    Cursor at(Row row) {
      return new Cursor(Rows.time(row, "at").orElseThrow(), row.get("id", String.class));
    }
  };

  private static final char BETWEEN = '\0';

  private final String table;
  private final String id;
  private final String keys;
  private final String direction;

  BatchWalk(String table, String id, String keys, String direction) {
    this.table = table;
    this.id = id;
    this.keys = keys;
    this.direction = direction;
  }

  /** The condition on rows behind a place. */
  abstract String after(Params params, Cursor cursor);

  /** The place of a row that has {@link #columns}. */
  abstract Cursor at(Row row);

  String table() {
    return table;
  }

  /** What an index has of each row: {@code id, bucket, prefix} and {@code at}. */
  String columns() {
    var at =
        switch (this) {
          case DUE -> "o.due_at";
          case LATEST -> "o.closed_at";
          default -> "NULL::timestamptz";
        };
    return "o.%s AS id, o.bucket, o.prefix, %s AS at%s"
        .formatted(id, at, this == LATEST ? ", o.announced_at" : "");
  }

  /** Of rows of the table. */
  String order() {
    return keys.replace(", o.", direction + ", o.") + direction;
  }

  /** Of rows that have {@link #columns}. */
  String orderOfColumns() {
    return switch (this) {
      case DUE -> "COALESCE(at, 'infinity'::timestamptz), id";
      case LATEST -> "at DESC, id DESC";
      default -> "bucket, prefix, id";
    };
  }

  /** Whether rows of one bucket lie together, and in it those whose prefixes begin alike. */
  boolean isByPrefix() {
    return this == OPEN_BY_PREFIX || this == PAUSED_BY_PREFIX;
  }

  private static String afterPrefix(Params params, Cursor cursor) {
    var parts = cursor.id().split(String.valueOf(BETWEEN), -1);
    // A place in another order is none here: the list begins at its beginning.
    boolean known = parts.length == 3;
    return "(o.bucket, o.prefix, o.entity_id) > (%s, %s, %s)"
        .formatted(
            params.text(known ? parts[0] : ""),
            params.text(known ? parts[1] : ""),
            params.text(known ? parts[2] : ""));
  }

  private static Cursor atPrefix(Row row) {
    return Cursor.of(
        row.get("bucket", String.class)
            + BETWEEN
            + row.get("prefix", String.class)
            + BETWEEN
            + row.get("id", String.class));
  }

  /** The same place, by what is known of a row. */
  static Cursor prefixPlace(String bucket, String prefix, String entityId) {
    return Cursor.of(bucket + BETWEEN + prefix + BETWEEN + entityId);
  }
}
