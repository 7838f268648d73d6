package io.bindery.platform.deadletter;

import akka.Done;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.sqs.model.Message;

/** Carries an order out for the messages that it means, and notes what became of each. */
final class OrderVisitor implements QueueWalk.Visitor {
  /** Something that is done to a message. */
  interface Step {
    CompletionStage<Done> of(Message message);
  }

  private final Choice choice;
  private final int limit;
  private final Step first;
  private final Step delete;
  private final Instant begun;

  private final List<String> done = new ArrayList<>();
  private final List<DeadLetters.NotDone> notDone = new ArrayList<>();
  private final Set<String> notFound;
  private int taken;

  /**
   * @param first what must have succeeded before a message is deleted
   */
  OrderVisitor(Choice choice, int limit, Step first, Step delete, Instant begun) {
    this.choice = choice;
    this.limit = limit;
    this.first = first;
    this.delete = delete;
    this.begun = begun;
    this.notFound = new TreeSet<>(choice.ids());
  }

  @Override
  public CompletionStage<Boolean> visit(Message message) {
    if (!takes(message)) {
      return CompletableFuture.completedFuture(false);
    }
    return first
        .of(message)
        .thenCompose(
            sent ->
                delete
                    .of(message)
                    .handle((deleted, failure) -> deleted(message.messageId(), failure)))
        .exceptionally(failure -> failed(message.messageId(), failure));
  }

  private synchronized boolean takes(Message message) {
    var letter = DeadLetter.of(message);
    // What was just sent back and set aside again would go round and round.
    boolean back =
        letter.movedBy() == DeadLetter.MovedBy.BINDERY
            && letter.sentAt().filter(begun::isBefore).isPresent();
    if (isDone() || back || !choice.fits(letter)) {
      return false;
    }
    taken++;
    notFound.remove(message.messageId());
    return true;
  }

  private synchronized boolean deleted(String id, Throwable failure) {
    if (failure == null) {
      done.add(id);
    } else {
      notDone.add(
          new DeadLetters.NotDone(
              id, "It could not be deleted here, and is told again: " + words(failure)));
    }
    return failure == null;
  }

  private synchronized boolean failed(String id, Throwable failure) {
    notDone.add(new DeadLetters.NotDone(id, words(failure)));
    return false;
  }

  private static String words(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof NotSentException known) {
      return known.getMessage();
    }
    return Trouble.of(cause).isPresent() ? Refusals.words(cause) : Causes.words(cause) + ".";
  }

  @Override
  public synchronized boolean isDone() {
    return taken >= limit || (!choice.ids().isEmpty() && notFound.isEmpty());
  }

  synchronized DeadLetters.Outcome outcome(boolean complete) {
    return new DeadLetters.Outcome(
        List.copyOf(done), List.copyOf(notDone), List.copyOf(notFound), complete);
  }
}
