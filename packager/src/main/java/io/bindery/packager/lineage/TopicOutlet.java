package io.bindery.packager.lineage;

import io.bindery.platform.aws.Trouble;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.look.Refusals;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Publishes events to an SNS topic. */
final class TopicOutlet implements Outlet {
  private static final String GROUP = "lineage";

  private final Topic topic;

  TopicOutlet(Topic topic) {
    this.topic = topic;
  }

  @Override
  public LineageTarget target() {
    return LineageTarget.TOPIC;
  }

  @Override
  public CompletionStage<Void> send(String id, RunState state, String event) {
    return topic
        .publish(
            new OutMessage(
                event, GROUP, id, Optional.of("OpenLineage " + state), false, Optional.empty()))
        .<Void>thenApply(taken -> null)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notTaken(failure)));
  }

  /** A topic that is not there may be made; only what is wrong with the event lasts. */
  private static NotTakenException notTaken(Throwable failure) {
    var words = Refusals.words(failure);
    return Trouble.of(failure).filter(Trouble.LASTING::equals).isPresent()
        ? NotTakenException.lasting(words)
        : NotTakenException.passing(words);
  }
}
