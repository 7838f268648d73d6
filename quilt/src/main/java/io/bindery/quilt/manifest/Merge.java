package io.bindery.quilt.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Several sorted sources as one. Closing it closes all of them. */
final class Merge extends RecordSource {

  private final List<RecordSource> all;
  private final RecordOrder order;
  private PriorityQueue<RecordSource> queue;
  private RecordSource current;

  Merge(List<? extends RecordSource> sources, RecordOrder order) {
    this.all = List.copyOf(sources);
    this.order = order;
  }

  @Override
  boolean advance() throws IOException {
    if (queue == null) {
      queue =
          new PriorityQueue<>(
              Math.max(1, all.size()), (a, b) -> order.compare(a.bytes, a.start, b.bytes, b.start));
      for (RecordSource source : all) {
        put(source);
      }
    } else if (current != null) {
      put(current);
    }
    current = queue.poll();
    if (current == null) {
      return false;
    }
    bytes = current.bytes;
    start = current.start;
    end = current.end;
    return true;
  }

  private void put(RecordSource source) throws IOException {
    if (source.advance()) {
      queue.add(source);
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(all);
  }

  /** Closes each of them, also when one fails. */
  static void closeAll(List<? extends RecordSource> sources) throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (RecordSource source : sources) {
      try {
        source.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
