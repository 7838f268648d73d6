package io.bindery.platform.queue;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * How one SQS queue is read.
 *
 * @param url address of the queue
 * @param deadLetterUrl address of the queue for messages that cannot be handled
 * @param receivers receive calls that run at once
 * @param longPoll how long one receive call waits for messages
 * @param visibilityTimeout how long a received message is hidden from other receivers; extended
 *     while work on it goes on
 * @param window how long messages are gathered before they are handled together
 * @param windowMessages how many messages are handled together at most
 * @param windowsInFlight how many such groups are handled at once
 */
public record QueueSettings(
    String url,
    String deadLetterUrl,
    int receivers,
    Duration longPoll,
    Duration visibilityTimeout,
    Duration window,
    int windowMessages,
    int windowsInFlight) {

  /** Reads a section such as {@code bindery.router.queue}. */
  public static QueueSettings from(Settings section) {
    return new QueueSettings(
        section.httpUri("url").toString(),
        section.httpUri("dead-letter-url").toString(),
        section.integer("receivers", 1, 64),
        section.duration("long-poll", Duration.ofSeconds(1), Duration.ofSeconds(20)),
        section.duration("visibility-timeout", Duration.ofSeconds(5), Duration.ofHours(12)),
        section.duration("window", Duration.ofMillis(1), Duration.ofSeconds(5)),
        section.integer("window-messages", 1, 10_000),
        section.integer("windows-in-flight", 1, 256));
  }
}
