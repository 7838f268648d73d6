package io.bindery.platform.feed;

/** How a room writes changes: by statements in the transaction that makes them. */
public final class FeedSql {
  /**
   * Begins a statement; what follows selects the type, the bucket, the prefix and the document of
   * each change, in the order in which they happened.
   */
  public static final String INSERT = "INSERT INTO change_feed (type, bucket, prefix, doc)\n";

  private FeedSql() {}

  /**
   * A document; fields that are null are left out.
   *
   * @param type of the change, as SQL
   * @param event what happened, as SQL
   * @param state of the batch or job after it, as SQL
   * @param at when, as SQL
   * @param fields names and values by turns, as SQL
   */
  public static String doc(String type, String event, String state, String at, String fields) {
    return "json_strip_nulls(json_build_object('v', 1, 'type', %s, 'event', %s, 'state', %s, 'at', %s, %s))::text"
        .formatted(type, event, state, time(at), fields);
  }

  /** A moment as the API writes it, in the digits that {@link java.time.Instant} writes. */
  public static String time(String moment) {
    return ("replace(replace(to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
            + " '.000000Z', 'Z'), '000Z', 'Z')")
        .formatted(moment);
  }
}
