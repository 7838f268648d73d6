package io.bindery.packager.intake;

import akka.Done;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.queue.QueueHandler;
import io.bindery.platform.queue.QueueMessage;
import io.bindery.platform.queue.Verdict;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.pattern.Guarded;
import io.bindery.quilt.pattern.TooComplexException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Takes descriptions from a queue. A message is done when its package has journaled it; one that
 * can never be handled is rejected with the reason.
 */
public final class DescriptionIntake implements QueueHandler {
  private final PackageRequests requests;
  private final Function<String, Optional<CompletionStage<Done>>> notices;
  private final Refused refused;

  /** Where refusals are kept: nobody waits for the answer to a message. */
  public interface Refused {
    /**
     * Keeps one.
     *
     * @param messageId the same at each delivery
     */
    CompletionStage<Done> keep(String messageId, String description, String reason);

    /**
     * Keeps that nothing is made of one, as its folder's policy says.
     *
     * @param messageId the same at each delivery
     * @param json the description as it came
     */
    CompletionStage<Done> keepUnwanted(
        String messageId, PackageDescription description, String json);
  }

  /**
   * @param notices takes what is no description but belongs to somebody else; done when it is kept
   */
  public DescriptionIntake(
      PackageRequests requests,
      Function<String, Optional<CompletionStage<Done>>> notices,
      Refused refused) {
    this.requests = requests;
    this.notices = notices;
    this.refused = refused;
  }

  @Override
  public CompletionStage<List<Verdict>> handle(List<QueueMessage> messages) {
    var verdicts = messages.stream().map(message -> alone(message).toCompletableFuture()).toList();
    return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
        .thenApply(all -> verdicts.stream().map(CompletableFuture::join).toList());
  }

  /** What is wrong with one message must not hold up those that were received with it. */
  private CompletionStage<Verdict> alone(QueueMessage message) {
    try {
      return Guarded.call("The message", () -> handle(message));
    } catch (TooComplexException e) {
      return refused(message, e.getMessage() + ".");
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(
          Verdict.later("it cannot be handled: " + Causes.text(e)));
    }
  }

  private CompletionStage<Verdict> handle(QueueMessage message) {
    var noticed = notices.apply(message.body());
    return noticed.isPresent()
        ? noticed.get().handle((kept, failure) -> noticed(failure))
        : requests
            .describe(
                new PackageRequests.Message(
                    message.id(), message.body(), message.sentAt(), message.trace()))
            .thenCompose(submission -> verdict(message, submission));
  }

  private static Verdict noticed(Throwable failure) {
    return failure == null
        ? Verdict.done()
        : Verdict.later("the notice cannot be kept: " + Causes.text(failure));
  }

  private CompletionStage<Verdict> verdict(QueueMessage message, Submission submission) {
    if (submission instanceof Submission.Refused no) {
      return refused(message, no.reason());
    }
    if (submission instanceof Submission.Unwanted unwanted) {
      return refused
          .keepUnwanted(message.id(), unwanted.description(), message.body())
          .handle(
              (kept, failure) ->
                  failure == null
                      ? Verdict.done()
                      : Verdict.later("that nothing is made of it cannot be kept: " + failure));
    }
    return CompletableFuture.completedFuture(
        submission instanceof Submission.Later later
            ? Verdict.later(later.reason())
            : Verdict.done());
  }

  /** A refused one leaves the queue only when its reason is kept. */
  private CompletionStage<Verdict> refused(QueueMessage message, String reason) {
    return refused
        .keep(message.id(), message.body(), reason)
        .handle(
            (kept, failure) ->
                failure == null
                    ? Verdict.rejected(reason)
                    : Verdict.later("its refusal cannot be kept: " + Causes.text(failure)));
  }
}
