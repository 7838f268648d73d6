package io.bindery.router.bucket;

import io.bindery.router.batch.Uncounted;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came for the prefixes of one bucket and does not count, until it can be handed on with
 * something that does. Only so many prefixes are remembered; the one that was quiet the longest is
 * forgotten first.
 */
final class Notes {
  private static final int PREFIXES = 10_000;

  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > PREFIXES;
    }
  }

  private final Map<String, Uncounted> waiting = new Recent<>();
  private final Map<String, Boolean> active = new Recent<>();

  void add(String prefix, Uncounted uncounted) {
    waiting.merge(prefix, uncounted, Uncounted::plus);
  }

  /** What waits for a prefix whose batch is now written to. */
  Uncounted take(String prefix) {
    active.put(prefix, true);
    var uncounted = waiting.remove(prefix);
    return uncounted == null ? Uncounted.NONE : uncounted;
  }

  /**
   * What waits for a prefix whose batch was written to not long ago, so that it is likely to be in
   * memory and telling it costs little.
   */
  Uncounted takeIfActive(String prefix) {
    return active.containsKey(prefix) && waiting.containsKey(prefix)
        ? take(prefix)
        : Uncounted.NONE;
  }
}
