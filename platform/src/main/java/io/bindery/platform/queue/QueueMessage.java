package io.bindery.platform.queue;

import java.time.Instant;

/**
 * One received message.
 *
 * @param id SQS's id of the message, the same at each delivery
 * @param body its text
 * @param receiveCount how often it was received, this time included; at least 1
 * @param sentAt when it came into its queue, the same at each delivery
 */
public record QueueMessage(String id, String body, int receiveCount, Instant sentAt) {}
