package io.bindery.packager.content;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

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

  /** The same limits, for work that begins nothing while any other waits. */
  public SharedLimits givingWay() {
    return new SharedLimits(requests.givingWay(), bytesInFlight.givingWay());
  }

  /** Makes one request that holds bytes in memory. */
  <T> CompletionStage<T> read(
      Object user, long bytes, Supplier<? extends CompletionStage<T>> request) {
    if (!requests.givesWay()) {
      return bytesInFlight.spend(user, bytes, () -> requests.spend(user, 1, request));
    }
    // What has its bytes does not give way again: it would keep them from those it waits for. All
    // that gives way is one user then, beside each package.
    return requests.spend(
        user,
        0,
        () -> bytesInFlight.spend(user, bytes, () -> requests.inTurn().spend(this, 1, request)));
  }
}
