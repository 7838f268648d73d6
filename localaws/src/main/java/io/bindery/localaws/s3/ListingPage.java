package io.bindery.localaws.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a listing. Pure.
 *
 * @param entries in the order of the keys, those of one key as they come
 * @param prefixes what keys were rolled up to
 * @param last the last key or prefix of the page, after which the next page begins
 * @param lastId of the last entry; "" if the page ends with a prefix
 */
record ListingPage<T>(
    String delimiter,
    List<Entry<T>> entries,
    List<String> prefixes,
    boolean truncated,
    String last,
    String lastId) {
  /** Above every character. */
  private static final String HIGHEST = Character.toString(Character.MAX_CODE_POINT);

  /**
   * @param newest whether it is the first of its key
   */
  record Entry<T>(String key, T value, boolean newest) {}

  /**
   * What is asked for.
   *
   * @param after the key or prefix that ended the page before, or ""
   * @param afterId the entry of that key that ended it; absent if the whole key was listed
   */
  record Asked(String prefix, String delimiter, String after, Optional<String> afterId, int most) {}

  /**
   * @param listed what of a key's value is listed
   * @param id tells the entries of a key apart
   */
  static <T> ListingPage<T> of(
      NavigableMap<String, List<T>> keys,
      Asked asked,
      Function<List<T>, List<T>> listed,
      Function<T, String> id) {
    Builder<T> page = new Builder<>(asked);
    if (asked.most() == 0) {
      return page.end(false);
    }
    String after = asked.after();
    boolean within = asked.afterId().isPresent();
    // A marker that is a prefix which keys are rolled up to: all of these were listed.
    Optional<String> rolled = within ? Optional.empty() : rolledUp(asked, after);
    if (rolled.filter(after::equals).isPresent()) {
      after = after + HIGHEST;
    }
    boolean fromPrefix = order(keys).compare(after, asked.prefix()) < 0;
    Map.Entry<String, List<T>> entry =
        fromPrefix
            ? keys.ceilingEntry(asked.prefix())
            : within ? keys.ceilingEntry(after) : keys.higherEntry(after);
    while (entry != null && entry.getKey().startsWith(asked.prefix())) {
      String key = entry.getKey();
      List<T> values = listed.apply(entry.getValue());
      Optional<String> prefix = values.isEmpty() ? Optional.empty() : rolledUp(asked, key);
      if (prefix.isPresent()) {
        if (!page.addPrefix(prefix.get())) {
          return page.end(true);
        }
        entry = keys.higherEntry(prefix.get() + HIGHEST);
      } else {
        int skip =
            key.equals(asked.after()) && within ? 1 + index(values, id, asked.afterId().get()) : 0;
        for (int i = skip; i < values.size(); i++) {
          if (!page.add(new Entry<>(key, values.get(i), i == 0), id.apply(values.get(i)))) {
            return page.end(true);
          }
        }
        entry = keys.higherEntry(key);
      }
    }
    return page.end(false);
  }

  private static Comparator<? super String> order(NavigableMap<String, ?> keys) {
    return keys.comparator() == null ? Comparator.naturalOrder() : keys.comparator();
  }

  /** What the key is rolled up to, if it is. */
  private static Optional<String> rolledUp(Asked asked, String key) {
    if (asked.delimiter().isEmpty() || !key.startsWith(asked.prefix())) {
      return Optional.empty();
    }
    int at = key.indexOf(asked.delimiter(), asked.prefix().length());
    return at < 0
        ? Optional.empty()
        : Optional.of(key.substring(0, at + asked.delimiter().length()));
  }

  /** Of an entry that was deleted since, none: the rest of the key is listed (again). */
  private static <T> int index(List<T> values, Function<T, String> id, String wanted) {
    for (int i = 0; i < values.size(); i++) {
      if (id.apply(values.get(i)).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static final class Builder<T> {
    private final Asked asked;
    private final List<Entry<T>> entries = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String last = "";
    private String lastId = "";

    Builder(Asked asked) {
      this.asked = asked;
    }

    boolean add(Entry<T> entry, String id) {
      if (full()) {
        return false;
      }
      entries.add(entry);
      last = entry.key();
      lastId = id;
      return true;
    }

    boolean addPrefix(String prefix) {
      if (!prefixes.isEmpty() && prefixes.get(prefixes.size() - 1).equals(prefix)) {
        return true;
      }
      if (full()) {
        return false;
      }
      prefixes.add(prefix);
      last = prefix;
      lastId = "";
      return true;
    }

    private boolean full() {
      return entries.size() + prefixes.size() >= asked.most();
    }

    ListingPage<T> end(boolean truncated) {
      return new ListingPage<>(asked.delimiter(), entries, prefixes, truncated, last, lastId);
    }
  }
}
