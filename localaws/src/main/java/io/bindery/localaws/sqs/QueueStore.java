package io.bindery.localaws.sqs;

import io.bindery.localaws.LocalAwsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Queues and messages on disk, as JSON texts. When a method returns, what it did survives a kill of
 * the process (it is with the operating system; a power cut may take the last moments).
 */
final class QueueStore implements AutoCloseable {
  private static final String MESSAGES = "messages:";

  private final MVStore store;
  private final MVMap<String, String> queues;

  private QueueStore(MVStore store) {
    this.store = store;
    this.queues = store.openMap("queues");
  }

  static QueueStore open(Path file) {
    try {
      // No writer in the background: every change is committed by the call that made it.
      MVStore store =
          new MVStore.Builder()
              .fileName(file.toString())
              .autoCommitDisabled()
              .autoCompactFillRate(0)
              .compress()
              .open();
      store.setRetentionTime(0);
      return new QueueStore(store);
    } catch (MVStoreException e) {
      throw new LocalAwsException(
          "The queue store "
              + file
              + " cannot be opened ("
              + e.getMessage()
              + "): free some disk space, or delete the file to start without queues.",
          e);
    }
  }

  /** Queue name to queue. */
  Map<String, String> queues() {
    return new TreeMap<>(queues);
  }

  List<String> messages(String queue) {
    return List.copyOf(messagesOf(queue).values());
  }

  void putQueue(String queue, String json) {
    queues.put(queue, json);
    store.commit();
  }

  void removeQueue(String queue) {
    queues.remove(queue);
    store.removeMap(MESSAGES + queue);
    store.commit();
  }

  void putMessage(String queue, String id, String json) {
    messagesOf(queue).put(id, json);
    store.commit();
  }

  void removeMessage(String queue, String id) {
    messagesOf(queue).remove(id);
    store.commit();
  }

  void clearMessages(String queue) {
    messagesOf(queue).clear();
    store.commit();
  }

  private MVMap<String, String> messagesOf(String queue) {
    return store.openMap(MESSAGES + queue);
  }

  @Override
  public void close() {
    store.close(200);
  }
}
