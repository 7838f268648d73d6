package io.bindery.router.tables;

/** The rows of a table of batches that are where a filter says, found by the index of places. */
final class Places {
  private Places() {}

  /**
   * A part of {@code WITH RECURSIVE}: {@code buckets}, those that a table has rows of. It costs a
   * look for each bucket, however many rows there are.
   */
  static String buckets(String table) {
    return """
        buckets AS (
          (SELECT bucket FROM %1$s ORDER BY bucket LIMIT 1)
          UNION ALL
          SELECT (SELECT n.bucket FROM %1$s n WHERE n.bucket > b.bucket ORDER BY n.bucket LIMIT 1)
          FROM buckets b WHERE b.bucket IS NOT NULL)"""
        .formatted(table);
  }

  /**
   * The rows, as {@code o}. Where the filter names a prefix and no bucket, {@link #buckets} must be
   * there.
   *
   * @param columns of them
   * @param order where the filter lets everything through: a table is not read from its beginning,
   *     which may be full of what was deleted
   * @param most how many at most
   */
  static String rows(
      Params params, BatchFilter filter, String table, String columns, String order, int most) {
    if (filter.bucket().isPresent() || filter.prefix().isEmpty()) {
      return "SELECT %s FROM %s o WHERE %s%s LIMIT %d"
          .formatted(
              columns,
              table,
              filter.place(params, "o"),
              filter.isAnywhere() && !order.isEmpty() ? " ORDER BY " + order : "",
              most);
    }
    return """
        SELECT o.* FROM buckets b CROSS JOIN LATERAL (
          SELECT %1$s FROM %2$s o WHERE o.bucket = b.bucket%3$s LIMIT %4$d) o LIMIT %4$d"""
        .formatted(columns, table, filter.range(params, "o"), most);
  }
}
