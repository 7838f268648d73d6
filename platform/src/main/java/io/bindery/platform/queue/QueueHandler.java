package io.bindery.platform.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Handles messages that were received at about the same time. */
@FunctionalInterface
public interface QueueHandler {
  /**
   * Answers one verdict for each message, in the same order, once each verdict is durable. A failed
   * stage means {@link Verdict.Later} for all.
   */
  CompletionStage<List<Verdict>> handle(List<QueueMessage> messages);
}
