package io.bindery.platform.bus;

/**
 * One message for a topic or a queue.
 *
 * @param body its text
 * @param group used where order is kept (FIFO): messages of one group stay in order; up to 128
 *     ASCII letters, digits or punctuation
 * @param id used where order is kept: a second message with the same id is dropped by the service
 *     for five minutes; as {@code group}
 */
public record OutMessage(String body, String group, String id) {}
