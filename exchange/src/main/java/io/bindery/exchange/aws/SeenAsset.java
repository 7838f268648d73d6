package io.bindery.exchange.aws;

/**
 * An asset of a revision.
 *
 * @param size in bytes; 0 for access to a bucket
 */
public record SeenAsset(String id, String name, long size) {}
