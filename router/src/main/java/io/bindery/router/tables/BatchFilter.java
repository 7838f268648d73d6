package io.bindery.router.tables;

import java.util.Optional;

/**
 * Which batches are meant, by where they are.
 *
 * @param bucket only of this one
 * @param prefix only those whose common prefix begins so
 * @param text only those whose common prefix has this in it; ASCII letters in any case
 */
public record BatchFilter(Optional<String> bucket, Optional<String> prefix, Optional<String> text) {
  /** All there are. */
  public static final BatchFilter ALL =
      new BatchFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** An empty text is none. */
  public BatchFilter {
    prefix = prefix.filter(it -> !it.isEmpty());
    text = text.filter(it -> !it.isEmpty());
  }

  /** All of one bucket. */
  public static BatchFilter of(String bucket) {
    return new BatchFilter(Optional.of(bucket), Optional.empty(), Optional.empty());
  }

  boolean isAnywhere() {
    return bucket.isEmpty() && prefix.isEmpty();
  }

  /**
   * The condition on where rows are, which an index answers.
   *
   * @param row how the statement calls them
   */
  String place(Params params, String row) {
    var sql = new StringBuilder("TRUE");
    bucket.ifPresent(it -> sql.append(" AND %s.bucket = %s".formatted(row, params.text(it))));
    sql.append(range(params, row));
    return sql.toString();
  }

  /** The condition on the prefix alone. */
  String range(Params params, String row) {
    var sql = new StringBuilder();
    prefix.ifPresent(
        it -> {
          sql.append(" AND %s.prefix >= %s".formatted(row, params.text(it)));
          behind(it)
              .ifPresent(end -> sql.append(" AND %s.prefix < %s".formatted(row, params.text(end))));
        });
    return sql.toString();
  }

  /** The condition on the text, which is looked at row by row. */
  String match(Params params, String row) {
    return text.map(
            it -> "strpos(lower(%s.prefix), %s) > 0".formatted(row, params.text(asciiLower(it))))
        .orElse("TRUE");
  }

  /**
   * What comes behind all texts that begin so, by the order of their bytes, which is that of code
   * points.
   *
   * @return nothing if nothing comes behind them
   */
  static Optional<String> behind(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1;
        // Halves of a pair are no characters of their own.
        if (next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE) {
          next = Character.MAX_SURROGATE + 1;
        }
        return Optional.of(prefix.substring(0, end) + Character.toString(next));
      }
    }
    return Optional.empty();
  }

  /** As Postgres does it in the order of bytes. */
  private static String asciiLower(String text) {
    var lower = new StringBuilder();
    text.codePoints()
        .map(c -> c < 128 ? Character.toLowerCase(c) : c)
        .forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
