package io.bindery.platform.queue;

import akka.Done;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.ObjectEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes what happens to objects of its own buckets, of which the same queue tells as of the watched
 * ones. So a room hears of its buckets without a queue of its own, and whoever reads the queue does
 * not know the room.
 */
public interface ObjectTaker {
  /** Takes nothing. */
  ObjectTaker NONE =
      new ObjectTaker() {
        @Override
        public boolean takes(String bucket) {
          return false;
        }

        @Override
        public CompletionStage<Done> take(ObjectEvent event, Optional<TraceContext> trace) {
          return CompletableFuture.completedFuture(Done.done());
        }
      };

  /** Whether a bucket is one of its own; must be quick. */
  boolean takes(String bucket);

  /**
   * Takes an event of such a bucket. The same event may come again.
   *
   * @param trace where its notice belongs in a trace
   * @return done once what the event asks for is durable, or if it asks for nothing; if it fails,
   *     the notice stays in the queue and comes again
   */
  CompletionStage<Done> take(ObjectEvent event, Optional<TraceContext> trace);
}
