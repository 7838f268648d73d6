package io.bindery.platform.deadletter;

import java.util.Map;

/**
 * A queue for messages that cannot be handled, and where they go back to.
 *
 * @param name of the reader, such as {@code router}
 * @param url of this queue
 * @param sourceUrl of the queue that its messages come from
 * @param others queues that a few messages belong into instead, by what {@link
 *     Reason#attributesFor} calls them
 */
public record DeadLetterQueue(
    String name, String url, String sourceUrl, Map<String, String> others) {
  /** Of {@link #others()}: the packager's queue, for descriptions that came to be elsewhere. */
  public static final String PACKAGER = "packager";

  public DeadLetterQueue {
    others = Map.copyOf(others);
  }

  /** One whose messages all come from one queue. */
  public DeadLetterQueue(String name, String url, String sourceUrl) {
    this(name, url, sourceUrl, Map.of());
  }

  /** The setting that names it. */
  public String setting() {
    return "bindery.%s.queue.dead-letter-url".formatted(name);
  }
}
