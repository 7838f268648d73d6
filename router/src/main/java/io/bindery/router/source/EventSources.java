package io.bindery.router.source;

import akka.Done;
import io.bindery.protocol.notice.ObjectEvent;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The sources as the intake of events sees them. */
public interface EventSources {
  /** There are none. */
  EventSources NONE =
      new EventSources() {
        @Override
        public Found of(String body, List<ObjectEvent> objects) {
          return Found.NOTHING;
        }

        @Override
        public Found of(String body) {
          return Found.NOTHING;
        }

        @Override
        public CompletionStage<Done> keep(Collection<Found> found) {
          return CompletableFuture.completedFuture(Done.done());
        }
      };

  /** What they say of a notice of S3. */
  Found of(String body, List<ObjectEvent> objects);

  /** What they say of a message that is no notice of S3. */
  Found of(String body);

  /** Keeps what they said; done when it is durable. */
  CompletionStage<Done> keep(Collection<Found> found);
}
