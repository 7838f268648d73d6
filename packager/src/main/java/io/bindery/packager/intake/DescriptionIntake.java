package io.bindery.packager.intake;

import io.bindery.platform.queue.QueueHandler;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes descriptions from a queue. A message is done when its package has journaled it; one that
 * can never be handled is rejected with the reason.
 */
public final class DescriptionIntake implements QueueHandler {
  private final PackageRequests requests;

  public DescriptionIntake(PackageRequests requests) {
    this.requests = requests;
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    var verdicts =
        messages.stream()
            .map(
                message ->
                    requests
                        .describe(message.id(), message.body(), message.sentAt())
                        .thenApply(DescriptionIntake::verdict)
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
        .thenApply(all -> verdicts.stream().map(CompletableFuture::join).toList());
  }

  private static Verdict verdict(Submission submission) {
    if (submission instanceof Submission.Refused refused) {
      return Verdict.rejected(refused.reason());
    }
    return submission instanceof Submission.Later later
        ? Verdict.later(later.reason())
        : Verdict.done();
  }
}
