package io.bindery.bench.sqs;

/**
 * A message that is handed out.
 *
 * @param receipt by which it is deleted
 */
record Delivery(Message message, String receipt) {}
