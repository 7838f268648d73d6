package io.bindery.router.batch;

import akka.Done;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether notices may wait that were sent before. Nothing was received while no node ran or the
 * database was away: that it is quiet then says nothing about who uploads.
 */
public interface Backlog {
  /** There never is one. */
  Backlog NONE =
      new Backlog() {
        @Override
        public boolean isReadSince(long moment) {
          return true;
        }

        @Override
        public CompletionStage<Done> readSince(long moment) {
          return CompletableFuture.completedFuture(Done.done());
        }
      };

  /**
   * Whether all that was sent until the moment, and until the end of the last outage, is recorded;
   * or whether it was waited for long enough.
   *
   * @param moment as {@link System#nanoTime()} counts
   */
  boolean isReadSince(long moment);

  /** Done when it is so. */
  CompletionStage<Done> readSince(long moment);
}
