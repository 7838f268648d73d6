package io.bindery.localaws.s3;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One writer at a time for each object: of several whose condition holds, exactly one wins, and
 * events get their sequencers in the order of the versions.
 */
final class KeyLocks {
  private static final class Entry {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int users;

    Entry used() {
      users++;
      return this;
    }
  }

  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * Does {@code work} while no other writer of these objects does any. The locks of several keys
   * are taken in one order, so that two takers never wait for each other.
   */
  <T> T exclusively(String bucket, Collection<String> keys, Supplier<T> work) {
    Deque<String> held = new ArrayDeque<>();
    try {
      for (String key : new TreeSet<>(keys)) {
        String name = bucket + "/" + key;
        Entry entry = entries.compute(name, (n, e) -> (e == null ? new Entry() : e).used());
        entry.lock.lock();
        held.push(name);
      }
      return work.get();
    } finally {
      held.forEach(this::release);
    }
  }

  private void release(String name) {
    entries.compute(
        name,
        (n, entry) -> {
          entry.lock.unlock();
          entry.users--;
          return entry.users == 0 ? null : entry;
        });
  }
}
