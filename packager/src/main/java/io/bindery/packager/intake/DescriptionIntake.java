package io.bindery.packager.intake;

import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.job.Packages;
import io.bindery.platform.queue.QueueHandler;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Takes descriptions from a queue. A message is done when its package has journaled it; one that
 * can never be handled is rejected with the reason.
 */
public final class DescriptionIntake implements QueueHandler {
  private final AllowedBuckets allowed;
  private final DescriptionMode mode;
  private final BiFunction<String, PackageDescription, CompletionStage<PackageCommand.Answer>>
      accept;

  public DescriptionIntake(AllowedBuckets allowed, DescriptionMode mode, Packages packages) {
    this(allowed, mode, packages::accept);
  }

  DescriptionIntake(
      AllowedBuckets allowed,
      DescriptionMode mode,
      BiFunction<String, PackageDescription, CompletionStage<PackageCommand.Answer>> accept) {
    this.allowed = allowed;
    this.mode = mode;
    this.accept = accept;
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    var verdicts =
        messages.stream().map(message -> verdict(message).toCompletableFuture()).toList();
    return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
        .thenApply(all -> verdicts.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<Verdict> verdict(QueueMessage message) {
    PackageDescription description;
    try {
      description = PackageDescription.parse(message.body(), mode);
    } catch (DescriptionException e) {
      return CompletableFuture.completedFuture(Verdict.rejected(e.getMessage()));
    }
    var refusal = allowed.refusal(description);
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(Verdict.rejected(refusal.get()))
        : accept
            .apply(message.id(), description)
            .handle(
                (answer, failure) -> {
                  if (failure != null) {
                    return Verdict.later("its package does not answer: " + failure);
                  }
                  return answer instanceof PackageCommand.Busy busy
                      ? Verdict.later(busy.reason())
                      : Verdict.done();
                });
  }
}
