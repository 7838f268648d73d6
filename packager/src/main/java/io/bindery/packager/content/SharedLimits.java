package io.bindery.packager.content;

/**
 * What all hashing of one node may use together.
 *
 * @param requests to S3 at once
 * @param bytesInFlight what reads may hold in memory
 */
public record SharedLimits(Budget requests, Budget bytesInFlight) {
  public SharedLimits(int requests, long bytesInFlight) {
    this(new Budget(requests), new Budget(bytesInFlight));
  }
}
