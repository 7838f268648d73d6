package io.bindery.platform.queue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.model.Message;

/** What was received and is not handled yet. */
final class Unhandled {
  /**
   * A message that waits to be handled.
   *
   * @param since as {@link System#nanoTime()} counts
   */
  private record Waiting(Message message, long since) {}

  private final Map<String, Waiting> byReceipt = new ConcurrentHashMap<>();

  /**
   * Adds what was received.
   *
   * @param now as {@link System#nanoTime()} counts
   */
  void add(List<Message> messages, long now) {
    messages.forEach(message -> byReceipt.put(message.receiptHandle(), new Waiting(message, now)));
  }

  /**
   * They are handled now.
   *
   * @return when the first of them was received, as {@link System#nanoTime()} counts
   */
  OptionalLong remove(List<Message> messages) {
    return messages.stream()
        .map(message -> byReceipt.remove(message.receiptHandle()))
        .filter(Objects::nonNull)
        .mapToLong(Waiting::since)
        .reduce((one, other) -> one - other < 0 ? one : other);
  }

  /** Forgets what was received before a moment, as {@link System#nanoTime()} counts. */
  void forget(long before) {
    byReceipt.values().removeIf(waiting -> waiting.since() - before < 0);
  }

  /** Takes all there is: each message once, whoever takes at the same time. */
  List<Message> takeAll() {
    return byReceipt.keySet().stream()
        .map(byReceipt::remove)
        .filter(Objects::nonNull)
        .map(Waiting::message)
        .toList();
  }
}
