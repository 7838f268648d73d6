package io.bindery.bench.queue;

/** Who empties a queue. */
enum Who {
  BINDERY("bindery", "Bindery, to the journal"),
  BARE_LOOP("bare_loop", "limit: bare loop, receive and delete"),
  PEER("peer", "listener, one row per notice");

  private final String key;
  private final String words;

  Who(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** In the names of figures, of its queue and of its database. */
  String key() {
    return key;
  }

  /** For people. */
  String words() {
    return words;
  }
}
