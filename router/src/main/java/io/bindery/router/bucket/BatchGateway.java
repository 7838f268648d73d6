package io.bindery.router.bucket;

import akka.Done;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Uncounted;
import java.util.concurrent.CompletionStage;

/** The way to the batches, wherever in the cluster they are. */
public interface BatchGateway {
  /** Records object events of one batch; done once the journal holds them. */
  CompletionStage<Done> record(BatchKey key, Arrivals arrivals);

  /** Tells a batch of what does not count; nothing waits for it. */
  void note(BatchKey key, Uncounted uncounted);
}
