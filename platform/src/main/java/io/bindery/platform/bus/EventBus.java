package io.bindery.platform.bus;

import akka.actor.typed.ActorSystem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** Puts events on EventBridge; those of concurrent callers go together. */
public final class EventBus {
  /** What EventBridge says of an entry that it may accept a moment later. */
  private static final Set<String> PASSING =
      Set.of("ThrottlingException", "InternalFailure", "InternalException", "ServiceUnavailable");

  /** A time counts as much, as "Calculating PutEvents event entry size" has it. */
  private static final int TIME_BYTES = 14;

  private final EventBridgeAsyncClient client;
  private final GroupedCalls<BusEvent> calls;

  /** A bus whose calls end with the system. */
  public EventBus(ActorSystem<?> system, EventBridgeAsyncClient client) {
    this.client = client;
    this.calls = new GroupedCalls<>(system, EventBus::bytes, this::putEvents);
  }

  /**
   * Puts one event. PutEvents answers 200 even when it refuses an entry, so the entry is looked at;
   * a throttled one is tried again for a few seconds.
   *
   * @return EventBridge's id of the event, once it has confirmed this very event; fails with {@link
   *     BusException} if it was refused and with the SDK's exceptions if the call failed
   */
  public CompletionStage<String> put(BusEvent event) {
    return calls.send(event);
  }

  private CompletionStage<List<EntryResult>> putEvents(List<BusEvent> events) {
    var entries = events.stream().map(EventBus::entry).toList();
    return client
        .putEvents(request -> request.entries(entries))
        .thenApply(reply -> results(events, reply));
  }

  private static List<EntryResult> results(List<BusEvent> events, PutEventsResponse reply) {
    var results = new ArrayList<EntryResult>();
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      var result = reply.entries().get(i);
      var code = result.errorCode();
      results.add(
          code == null
              ? new EntryResult.Accepted(result.eventId())
              : new EntryResult.Refused(
                  BusException.refused(
                      "EventBridge",
                      "event %s for bus %s".formatted(event.detailType(), event.bus()),
                      code,
                      result.errorMessage(),
                      PASSING.contains(code))));
    }
    return results;
  }

  private static PutEventsRequestEntry entry(BusEvent event) {
    return PutEventsRequestEntry.builder()
        .eventBusName(event.bus())
        .source(event.source())
        .detailType(event.detailType())
        .detail(event.detail())
        .resources(event.resources())
        .time(event.time())
        .build();
  }

  private static long bytes(BusEvent event) {
    long bytes =
        TIME_BYTES + utf8(event.source()) + utf8(event.detailType()) + utf8(event.detail());
    for (var resource : event.resources()) {
      bytes += utf8(resource);
    }
    return bytes;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
