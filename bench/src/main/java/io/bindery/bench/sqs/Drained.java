package io.bindery.bench.sqs;

/**
 * How far a queue was emptied.
 *
 * @param seconds from its filling until its last message was deleted, or until patience was over
 * @param left messages that are not deleted
 */
public record Drained(double seconds, int left) {}
