package io.bindery.localaws.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.AppendLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/**
 * Queues and messages on disk, as JSON texts in a log. When a method returns, what it did survives
 * a kill of the process (it is with the operating system; a power cut may take the last moments).
 * If the disk does not take it, nothing is changed and a {@link LocalAwsException} says so.
 */
final class QueueStore implements AutoCloseable {
  private static final String HEADER = "bindery-sqs 1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a line of the log says. */
  private enum What {
    QUEUE,
    QUEUE_GONE,
    MESSAGE,
    MESSAGE_GONE,
    PURGED
  }

  private record Change(What what, String queue, String id, String json) {}

  private static final class Queue {
    private String json = "";
    private final Map<String, String> messages = new LinkedHashMap<>();
  }

  private final Map<String, Queue> queues = new TreeMap<>();
  private final AppendLog log;
  private long entries;

  private QueueStore(Path file) {
    log = AppendLog.open(file, HEADER, AppendLog.Durability.KILL, new Subject());
  }

  static QueueStore open(Path file) {
    return new QueueStore(file);
  }

  /** Queue name to queue. */
  synchronized Map<String, String> queues() {
    Map<String, String> all = new TreeMap<>();
    queues.forEach((name, queue) -> all.put(name, queue.json));
    return all;
  }

  /** In the order in which they came. */
  synchronized List<String> messages(String queue) {
    return queues.containsKey(queue) ? List.copyOf(queues.get(queue).messages.values()) : List.of();
  }

  void putQueue(String queue, String json) {
    append(new Change(What.QUEUE, queue, "", json));
  }

  void removeQueue(String queue) {
    append(new Change(What.QUEUE_GONE, queue, "", ""));
  }

  void putMessage(String queue, String id, String json) {
    append(new Change(What.MESSAGE, queue, id, json));
  }

  void removeMessage(String queue, String id) {
    append(new Change(What.MESSAGE_GONE, queue, id, ""));
  }

  void clearMessages(String queue) {
    append(new Change(What.PURGED, queue, "", ""));
  }

  private void append(Change change) {
    try {
      log.append(bytes(change)).join();
    } catch (CompletionException e) {
      throw new LocalAwsException(
          "The queues cannot be written (" + e.getCause() + "): free some disk space.", e);
    }
  }

  private static byte[] bytes(Change change) {
    try {
      return JSON.writeValueAsBytes(change);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void apply(Change change) {
    Queue queue = queues.get(change.queue());
    switch (change.what()) {
      case QUEUE -> queues.computeIfAbsent(change.queue(), n -> new Queue()).json = change.json();
      case QUEUE_GONE -> queues.remove(change.queue());
      case MESSAGE -> {
        if (queue != null && queue.messages.put(change.id(), change.json()) == null) {
          entries++;
        }
      }
      case MESSAGE_GONE -> {
        if (queue != null && queue.messages.remove(change.id()) != null) {
          entries--;
        }
      }
      case PURGED -> {
        if (queue != null) {
          queue.messages.clear();
        }
      }
    }
    if (change.what() == What.QUEUE_GONE || change.what() == What.PURGED) {
      entries = queues.values().stream().mapToLong(q -> q.messages.size()).sum();
    }
  }

  private synchronized List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    queues.forEach(
        (name, queue) -> {
          changes.add(new Change(What.QUEUE, name, "", queue.json));
          queue.messages.forEach(
              (id, json) -> changes.add(new Change(What.MESSAGE, name, id, json)));
        });
    return changes;
  }

  @Override
  public void close() {
    try {
      log.close();
    } catch (IOException e) {
      throw new LocalAwsException("The queues cannot be closed in order: " + e, e);
    }
  }

  private final class Subject implements AppendLog.Subject {
    @Override
    public void apply(byte[] bytes) {
      try {
        QueueStore.this.apply(JSON.readValue(bytes, Change.class));
      } catch (IOException e) {
        throw new IllegalStateException("The queues hold a change that cannot be read: " + e, e);
      }
    }

    @Override
    public void beforeFlush() {
      // a line holds everything
    }

    @Override
    public long alive() {
      synchronized (QueueStore.this) {
        return entries + queues.size();
      }
    }

    @Override
    public Iterator<byte[]> snapshot() {
      return changes().stream().map(QueueStore::bytes).iterator();
    }
  }
}
