package io.bindery.router.bucket;

import akka.Done;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.RecordedObject;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to the batches, wherever in the cluster they are. */
@FunctionalInterface
public interface BatchGateway {
  /** Records object events of one batch; done once the journal holds them. */
  CompletionStage<Done> record(BatchKey key, List<RecordedObject> objects);
}
