package io.bindery.bench.clients;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Counts the calls that publish. */
final class CountingSns implements SnsAsyncClient {
  private final SnsAsyncClient client;
  private final LongAdder calls = new LongAdder();

  CountingSns(SnsAsyncClient client) {
    this.client = client;
  }

  long calls() {
    return calls.sum();
  }

  @Override
  public CompletableFuture<PublishResponse> publish(PublishRequest request) {
    calls.increment();
    return client.publish(request);
  }

  @Override
  public CompletableFuture<PublishBatchResponse> publishBatch(PublishBatchRequest request) {
    calls.increment();
    return client.publishBatch(request);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // The client is another's.
  }
}
