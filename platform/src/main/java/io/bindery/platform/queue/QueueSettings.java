package io.bindery.platform.queue;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * How one SQS queue is read.
 *
 * @param url address of the queue
 * @param deadLetterUrl address of the queue for messages that cannot be handled
 * @param receivers receive calls that run at once at most; one while the queue is empty
 * @param longPoll how long one receive call waits for messages
 * @param stallTimeout how long a receiver that wants messages may go without the end of a receive
 *     call before it is started again
 * @param visibilityTimeout how long a received message is hidden from other receivers; extended
 *     while work on it goes on
 * @param retryDelay pause before a message that could not be handled is received again; doubled
 *     with each time it was received, up to five minutes
 * @param window how long messages are gathered before they are handled together
 * @param windowMessages how many messages are handled together at most
 * @param windowsInFlight how many such groups are handled at once
 * @param waitingBytes how long the texts of the messages may be, in bytes, whose handling takes so
 *     long that their group has made room for another
 */
public record QueueSettings(
    String url,
    String deadLetterUrl,
    int receivers,
    Duration longPoll,
    Duration stallTimeout,
    Duration visibilityTimeout,
    Duration retryDelay,
    Duration window,
    int windowMessages,
    int windowsInFlight,
    long waitingBytes) {

  /** Reads a section such as {@code bindery.router.queue}. */
  public static QueueSettings from(Settings section) {
    var longPoll = section.duration("long-poll", Duration.ofSeconds(1), Duration.ofSeconds(20));
    return new QueueSettings(
        section.httpUri("url").toString(),
        section.httpUri("dead-letter-url").toString(),
        section.integer("receivers", 1, 64),
        longPoll,
        section.duration("stall-timeout", longPoll.multipliedBy(2), Duration.ofHours(1)),
        section.duration("visibility-timeout", Duration.ofSeconds(5), Duration.ofHours(12)),
        section.duration("retry-delay", Duration.ofSeconds(1), Duration.ofMinutes(5)),
        section.duration("window", Duration.ofMillis(1), Duration.ofSeconds(5)),
        section.integer("window-messages", 1, 10_000),
        section.integer("windows-in-flight", 1, 256),
        section.bytes("waiting-bytes", 1 << 16, 1 << 30));
  }
}
