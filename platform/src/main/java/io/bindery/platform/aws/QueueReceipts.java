package io.bindery.platform.aws;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** Messages that were received, by the receipts that SQS gave for them. */
public final class QueueReceipts {
  private static final int CALL_ENTRIES = 10;

  private QueueReceipts() {}

  /**
   * Makes messages visible to all again, as well as it goes: one that stays hidden comes back when
   * its visibility timeout is over.
   *
   * @return done, and never a failure
   */
  public static CompletableFuture<Void> release(
      SqsAsyncClient sqs, String url, List<String> receipts) {
    return CompletableFuture.allOf(
        IntStream.iterate(0, from -> from < receipts.size(), from -> from + CALL_ENTRIES)
            .mapToObj(
                from -> receipts.subList(from, Math.min(receipts.size(), from + CALL_ENTRIES)))
            .map(
                part ->
                    sqs.changeMessageVisibilityBatch(
                            request -> request.queueUrl(url).entries(visible(part)))
                        .handle((reply, failure) -> null))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static List<ChangeMessageVisibilityBatchRequestEntry> visible(List<String> part) {
    return IntStream.range(0, part.size())
        .mapToObj(
            i ->
                ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(part.get(i))
                    .visibilityTimeout(0)
                    .build())
        .toList();
  }
}
