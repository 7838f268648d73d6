package io.bindery.platform.bus;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.State;
import io.bindery.platform.look.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** Puts events on EventBridge; those of concurrent callers go together. */
public final class EventBus {
  /** A time counts as much, as "Calculating PutEvents event entry size" has it. */
  private static final int TIME_BYTES = 14;

  private final EventBridgeAsyncClient client;
  private final Watch watch;
  private final CallReport report;
  private final String name;
  private final GroupedCalls<BusEvent> calls;

  /** Whether it was missing when it was last seen or not seen. */
  private volatile boolean missing;

  /**
   * A bus whose calls end with the system.
   *
   * @param watch of the bus: EventBridge answers with success, and an id, also where there is none
   */
  public EventBus(ActorSystem<?> system, EventBridgeAsyncClient client, Watch watch) {
    this.client = client;
    this.watch = watch;
    this.report = new CallReport(watch.part(), "events:PutEvents", watch.part()::tried);
    this.name = watch.part().dependency().value();
    this.calls = new GroupedCalls<>(system, EventBus::bytes, this::putEvents);
  }

  /**
   * Puts one event. PutEvents answers 200 even when it refuses an entry, so the entry is looked at;
   * a throttled one is tried again for a few seconds. It answers 200 for a bus that does not exist
   * as well, so nothing is put before the bus was seen.
   *
   * @return EventBridge's id of the event, once it has confirmed this very event; fails with {@link
   *     BusException} if it was refused, or if the bus is not there, and with the SDK's exceptions
   *     if the call failed
   */
  public CompletionStage<String> put(BusEvent event) {
    return watch
        .first()
        .thenCompose(
            looked ->
                mayBePut()
                    ? calls.send(event).whenComplete(report)
                    : CompletableFuture.failedFuture(held()));
  }

  /** A look that is not answered is no reason to stop where the bus was there before. */
  private boolean mayBePut() {
    var part = watch.part();
    if (part.lookedState().isUsable()) {
      missing = false;
    } else if (part.lookedState() == State.MISSING || part.age().isEmpty()) {
      missing = true;
    }
    return !missing;
  }

  private BusException held() {
    return new BusException("nothing is put on bus %s before it is known to exist".formatted(name));
  }

  private CompletionStage<List<EntryResult>> putEvents(List<BusEvent> events) {
    var entries = events.stream().map(this::entry).toList();
    return client
        .putEvents(request -> request.entries(entries))
        .thenApply(reply -> results(events, reply));
  }

  private List<EntryResult> results(List<BusEvent> events, PutEventsResponse reply) {
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
                      "event %s for bus %s".formatted(event.detailType(), name),
                      code,
                      result.errorMessage(),
                      true)));
    }
    return results;
  }

  private PutEventsRequestEntry entry(BusEvent event) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(name)
            .source(event.source())
            .detailType(event.detailType())
            .detail(event.detail())
            .resources(event.resources())
            .time(event.time());
    event.trace().ifPresent(trace -> entry.traceHeader(trace.xRay()));
    return entry.build();
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
