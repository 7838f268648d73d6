package io.bindery.platform.queue;

/**
 * One received message.
 *
 * @param id SQS's id of the message, the same at each delivery
 * @param body its text
 * @param receiveCount how often it was received, this time included; at least 1
 */
public record QueueMessage(String id, String body, int receiveCount) {}
