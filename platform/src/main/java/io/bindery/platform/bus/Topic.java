package io.bindery.platform.bus;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Part;
import io.bindery.platform.tracing.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

/** Publishes to one SNS topic; messages of concurrent callers go together. */
public final class Topic {
  private final SnsAsyncClient client;
  private final String arn;
  private final CallReport report;
  private final GroupedCalls<OutMessage> calls;

  /**
   * A topic whose calls end with the system.
   *
   * @param part how it is with the topic, which is told of each call
   */
  public Topic(ActorSystem<?> system, SnsAsyncClient client, Part part) {
    this.client = client;
    this.report = new CallReport(part, "sns:Publish", part::good);
    this.arn = part.dependency().value();
    this.calls = new GroupedCalls<>(system, BatchEntries::bytes, this::publish);
  }

  /**
   * Publishes one message.
   *
   * @return SNS's id of it, once SNS has accepted it; fails with {@link BusException} if it was
   *     refused and with the SDK's exceptions if the call failed
   */
  public CompletionStage<String> publish(OutMessage message) {
    return calls.send(message).whenComplete(report);
  }

  private CompletionStage<List<EntryResult>> publish(List<OutMessage> messages) {
    var entries =
        IntStream.range(0, messages.size()).mapToObj(i -> entry(i, messages.get(i))).toList();
    return client
        .publishBatch(request -> request.topicArn(arn).publishBatchRequestEntries(entries))
        .thenApply(reply -> results(messages.size(), reply));
  }

  private PublishBatchRequestEntry entry(int index, OutMessage message) {
    var entry =
        PublishBatchRequestEntry.builder().id(Integer.toString(index)).message(message.body());
    message.subject().ifPresent(entry::subject);
    if (message.perProtocol()) {
      entry.messageStructure("json");
    }
    if (BatchEntries.keepsOrder(arn)) {
      entry.messageGroupId(message.group()).messageDeduplicationId(message.id());
    }
    // One attribute of the ten that a queue takes with raw delivery.
    message
        .trace()
        .ifPresent(
            trace ->
                entry.messageAttributes(
                    Map.of(
                        TraceContext.TRACEPARENT,
                        MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(trace.w3c())
                            .build())));
    return entry.build();
  }

  private List<EntryResult> results(int entries, PublishBatchResponse reply) {
    var results = new BatchEntries("SNS", "a message for topic " + arn, entries);
    reply.successful().forEach(entry -> results.accepted(entry.id(), entry.messageId()));
    for (BatchResultErrorEntry entry : reply.failed()) {
      results.refused(entry.id(), entry.code(), entry.message(), entry.senderFault());
    }
    return results.inOrder();
  }
}
