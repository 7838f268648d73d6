package io.bindery.bench.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * An EventBridge within this process that confirms every event after a while, and remembers when
 * which prefix was first announced and how often.
 */
final class Announcements implements EventBridgeAsyncClient {
  /** About what AWS takes to answer. */
  private static final long ANSWER_MILLIS = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What is known of one prefix.
   *
   * @param firstNanos when it was first announced, by {@link System#nanoTime()}
   * @param times how often
   */
  record Seen(long firstNanos, int times) {
    private Seen again(Seen ignored) {
      return new Seen(firstNanos, times + 1);
    }
  }

  private final Map<String, Seen> byPrefix = new ConcurrentHashMap<>();
  private final AtomicLong events = new AtomicLong();
  private final Executor later =
      CompletableFuture.delayedExecutor(ANSWER_MILLIS, TimeUnit.MILLISECONDS);

  @Override
  public CompletableFuture<PutEventsResponse> putEvents(PutEventsRequest request) {
    long now = System.nanoTime();
    List<PutEventsResultEntry> results =
        request.entries().stream().map(entry -> note(entry, now)).toList();
    return CompletableFuture.supplyAsync(
        () -> PutEventsResponse.builder().entries(results).failedEntryCount(0).build(), later);
  }

  private PutEventsResultEntry note(PutEventsRequestEntry entry, long now) {
    try {
      var prefix = JSON.readTree(entry.detail()).path("prefix").asText();
      byPrefix.merge(prefix, new Seen(now, 1), Seen::again);
      return PutEventsResultEntry.builder().eventId("e" + events.incrementAndGet()).build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An announcement's detail is no JSON", e);
    }
  }

  /** By prefix; a live view. */
  Map<String, Seen> byPrefix() {
    return byPrefix;
  }

  /** Announcements beyond the first of each prefix. */
  long doubles() {
    return byPrefix.values().stream().mapToLong(seen -> seen.times() - 1).sum();
  }

  void forget() {
    byPrefix.clear();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
