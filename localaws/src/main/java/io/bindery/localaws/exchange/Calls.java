package io.bindery.localaws.exchange;

import io.bindery.localaws.http.AwsError;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts calls, and those that are refused. */
final class Calls {
  private final ConcurrentHashMap<String, LongAdder> taken = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, LongAdder> refused = new ConcurrentHashMap<>();

  <T> T counted(String operation, Supplier<T> call) {
    add(taken, operation);
    try {
      return call.get();
    } catch (AwsError e) {
      add(refused, operation + " " + e.code());
      throw e;
    }
  }

  private static void add(ConcurrentHashMap<String, LongAdder> to, String name) {
    to.computeIfAbsent(name, n -> new LongAdder()).increment();
  }

  SortedMap<String, Long> taken() {
    return sums(taken);
  }

  SortedMap<String, Long> refused() {
    return sums(refused);
  }

  private static SortedMap<String, Long> sums(ConcurrentHashMap<String, LongAdder> of) {
    SortedMap<String, Long> sums = new TreeMap<>();
    of.forEach((name, count) -> sums.put(name, count.sum()));
    return Collections.unmodifiableSortedMap(sums);
  }

  void forget() {
    taken.clear();
    refused.clear();
  }
}
