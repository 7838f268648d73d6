package io.bindery.bench.sqs;

/**
 * Notices of object events that no other filling has.
 *
 * @param queue the name of the queue
 * @param notices how many
 * @param prefixes among which they are spread by Zipf's law
 * @param seed of the drawn prefixes
 * @param source keeps the keys of one filling apart from those of others
 */
public record Filling(String queue, int notices, int prefixes, long seed, String source) {}
