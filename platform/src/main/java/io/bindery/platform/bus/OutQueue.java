package io.bindery.platform.bus;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Part;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.tracing.TraceHeader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Sends to one SQS queue; messages of concurrent callers go together. */
public final class OutQueue {
  private final SqsAsyncClient client;
  private final String url;
  private final CallReport report;
  private final GroupedCalls<OutMessage> calls;

  /**
   * A queue whose calls end with the system.
   *
   * @param part how it is with the queue, which is told of each call
   */
  public OutQueue(ActorSystem<?> system, SqsAsyncClient client, Part part) {
    this.client = client;
    this.report = new CallReport(part, "sqs:SendMessage", part::good);
    this.url = part.dependency().value();
    this.calls = new GroupedCalls<>(system, BatchEntries::bytes, this::send);
  }

  /**
   * Sends one message.
   *
   * @return SQS's id of it, once SQS has accepted it; fails with {@link BusException} if it was
   *     refused and with the SDK's exceptions if the call failed
   */
  public CompletionStage<String> send(OutMessage message) {
    return calls.send(message).whenComplete(report);
  }

  private CompletionStage<List<EntryResult>> send(List<OutMessage> messages) {
    var entries =
        IntStream.range(0, messages.size()).mapToObj(i -> entry(i, messages.get(i))).toList();
    return client
        .sendMessageBatch(request -> request.queueUrl(url).entries(entries))
        .thenApply(reply -> results(messages.size(), reply));
  }

  private SendMessageBatchRequestEntry entry(int index, OutMessage message) {
    var entry =
        SendMessageBatchRequestEntry.builder()
            .id(Integer.toString(index))
            .messageBody(message.body());
    if (BatchEntries.keepsOrder(url)) {
      entry.messageGroupId(message.group()).messageDeduplicationId(message.id());
    }
    message
        .trace()
        .ifPresent(
            trace ->
                entry
                    .messageAttributes(
                        Map.of(
                            TraceContext.TRACEPARENT,
                            MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(trace.w3c())
                                .build()))
                    .messageSystemAttributes(TraceHeader.of(message.trace())));
    return entry.build();
  }

  private List<EntryResult> results(int entries, SendMessageBatchResponse reply) {
    var results = new BatchEntries("SQS", "a message for queue " + url, entries);
    reply.successful().forEach(entry -> results.accepted(entry.id(), entry.messageId()));
    for (BatchResultErrorEntry entry : reply.failed()) {
      results.refused(entry.id(), entry.code(), entry.message(), entry.senderFault());
    }
    return results.inOrder();
  }
}
