package io.bindery.platform.deadletter;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.tracing.TraceHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Looks at dead letters, sends them back and discards them. SQS's own StartMessageMoveTask is not
 * used: it moves all or nothing, keeps the reason on what it moves, so that it would stand there
 * falsely the next time, and does not know where messages belong that were never in the queue
 * beside. Stages fail with the SDK's exceptions where SQS refuses.
 */
public final class DeadLetters {
  private static final JsonMapper JSON = new JsonMapper();

  private final SqsAsyncClient sqs;
  private final SqsAsyncClient sending;
  private final DeadLetterOrders orders;
  private final Map<String, DeadLetterQueue> queues = new HashMap<>();

  /**
   * @param queues by their names
   */
  public DeadLetters(ActorSystem<?> system, AwsClients aws, List<DeadLetterQueue> queues) {
    this.sqs = aws.sqs();
    this.sending = aws.sqsSending();
    this.orders = new DeadLetterOrders(Tables.of(system));
    queues.forEach(queue -> this.queues.put(queue.name(), queue));
  }

  /** The queue of this name, if there is one. */
  public Optional<DeadLetterQueue> queue(String name) {
    return Optional.ofNullable(queues.get(name));
  }

  /**
   * What is in a queue, as far as it was seen.
   *
   * @param about how many messages SQS says there are
   * @param movedAfter after how many receives SQS moves a message here; absent if nobody knows
   * @param complete whether all were seen; else there are others, or somebody else has them in hand
   * @param messages with the beginning of their bodies
   */
  public record Listed(
      long about, Optional<Integer> movedAfter, boolean complete, List<DeadLetter> messages) {}

  /** A message that an order was not carried out for, and why. */
  public record NotDone(String id, String detail) {}

  /**
   * What became of an order.
   *
   * @param done the ids of messages that have left the queue
   * @param notFound ids that were asked for and not seen
   * @param complete whether the queue was seen to its end
   */
  public record Outcome(
      List<String> done, List<NotDone> notDone, List<String> notFound, boolean complete) {}

  /** Lists messages; each look counts as one receive of each. */
  public CompletionStage<Listed> list(DeadLetterQueue queue, Choice choice, int limit) {
    var found = new ArrayList<DeadLetter>();
    var visitor =
        new QueueWalk.Visitor() {
          @Override
          public CompletionStage<Boolean> visit(Message message) {
            var letter = DeadLetter.of(message);
            if (choice.fits(letter)) {
              found.add(letter.shortened());
            }
            return CompletableFuture.completedFuture(false);
          }

          @Override
          public boolean isDone() {
            return found.size() >= limit;
          }
        };
    return new QueueWalk(sqs, queue.url(), visitor)
        .go()
        .thenCombine(
            about(queue).thenCombine(movedAfter(queue), Map::entry),
            (complete, facts) ->
                new Listed(facts.getKey(), facts.getValue(), complete, List.copyOf(found)));
  }

  /** The whole of a message, if it was seen. */
  public CompletionStage<Optional<DeadLetter>> find(DeadLetterQueue queue, String id) {
    var found = new ArrayList<DeadLetter>();
    var visitor =
        new QueueWalk.Visitor() {
          @Override
          public CompletionStage<Boolean> visit(Message message) {
            if (message.messageId().equals(id)) {
              found.add(DeadLetter.of(message));
            }
            return CompletableFuture.completedFuture(false);
          }

          @Override
          public boolean isDone() {
            return !found.isEmpty();
          }
        };
    return new QueueWalk(sqs, queue.url(), visitor)
        .go()
        .thenApply(complete -> found.stream().findFirst());
  }

  /**
   * Sends messages back to where they came from, without the reason: first that, then they are
   * deleted here, so that none is lost. One whose deletion fails is in both queues, and does no
   * harm: what was recorded is known.
   *
   * @param by who orders it
   */
  public CompletionStage<Outcome> redrive(
      DeadLetterQueue queue, Choice choice, int limit, String by) {
    return carryOut(
        queue,
        choice,
        limit,
        message ->
            orders
                .keep(queue.name(), DeadLetterOrders.Verb.REDRIVE, DeadLetter.of(message), by, "")
                .thenCompose(kept -> sendBack(queue, message)));
  }

  /**
   * Deletes messages for good, once the database holds what they were.
   *
   * @param by who orders it
   * @param why in the words of that person
   */
  public CompletionStage<Outcome> discard(
      DeadLetterQueue queue, Choice choice, int limit, String by, String why) {
    return carryOut(
        queue,
        choice,
        limit,
        message ->
            orders.keep(
                queue.name(), DeadLetterOrders.Verb.DISCARD, DeadLetter.of(message), by, why));
  }

  /** Orders that were given, the last ones first. */
  public CompletionStage<Page<DeadLetterOrders.Order>> orders(
      Optional<String> queue, Optional<Cursor> after, int limit) {
    return orders.list(queue.orElse(""), after, limit);
  }

  private CompletionStage<Done> sendBack(DeadLetterQueue queue, Message message) {
    var attributes = new HashMap<>(message.messageAttributes());
    attributes.remove(Reason.ATTRIBUTE);
    var target =
        Optional.ofNullable(attributes.remove(Reason.FOR)).map(MessageAttributeValue::stringValue);
    if (target.isPresent() && !queue.others().containsKey(target.get())) {
      return CompletableFuture.failedFuture(
          new NotSentException(
              "It belongs into the queue of the %s, and no setting names that."
                  .formatted(target.get())));
    }
    var url = target.map(queue.others()::get).orElse(queue.sourceUrl());
    return sending
        .sendMessage(
            request ->
                request
                    .queueUrl(url)
                    .messageBody(message.body())
                    .messageAttributes(attributes)
                    .messageSystemAttributes(TraceHeader.of(trace(message))))
        .thenApply(sent -> Done.done());
  }

  /** It goes on with the trace in which it was set aside. */
  private static Optional<TraceContext> trace(Message message) {
    return Optional.ofNullable(
            message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))
        .flatMap(TraceContext::ofXRay);
  }

  private CompletionStage<Outcome> carryOut(
      DeadLetterQueue queue, Choice choice, int limit, OrderVisitor.Step first) {
    var visitor =
        new OrderVisitor(
            choice,
            limit,
            first,
            message ->
                sqs.deleteMessage(
                        request ->
                            request.queueUrl(queue.url()).receiptHandle(message.receiptHandle()))
                    .thenApply(deleted -> Done.done()),
            Instant.now());
    return new QueueWalk(sqs, queue.url(), visitor).go().thenApply(visitor::outcome);
  }

  private CompletionStage<Long> about(DeadLetterQueue queue) {
    return attributes(
            queue.url(),
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
        .thenApply(reply -> reply.attributes().values().stream().mapToLong(Long::parseLong).sum());
  }

  /** The queue itself says when SQS gives a message up; who may not ask does without. */
  private CompletionStage<Optional<Integer>> movedAfter(DeadLetterQueue queue) {
    return attributes(queue.sourceUrl(), QueueAttributeName.REDRIVE_POLICY)
        .handle(
            (reply, failure) ->
                failure == null
                    ? Optional.ofNullable(reply.attributes().get(QueueAttributeName.REDRIVE_POLICY))
                        .flatMap(DeadLetters::receives)
                    : Optional.empty());
  }

  private CompletableFuture<GetQueueAttributesResponse> attributes(
      String url, QueueAttributeName... names) {
    return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(names));
  }

  private static Optional<Integer> receives(String policy) {
    try {
      int count = JSON.readTree(policy).path("maxReceiveCount").asInt();
      return count > 0 ? Optional.of(count) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
