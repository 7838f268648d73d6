package io.bindery.platform.bus;

import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Puts events on EventBridge. */
public final class EventBus {
  private final EventBridgeAsyncClient client;

  public EventBus(EventBridgeAsyncClient client) {
    this.client = client;
  }

  /**
   * Puts one event. PutEvents answers 200 even when it refuses an entry, so the entry is looked at.
   *
   * @return EventBridge's id of the event, once it has confirmed this very event; fails with {@link
   *     BusException} if it was refused and with the SDK's exceptions if the call failed
   */
  public CompletionStage<String> put(BusEvent event) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(event.bus())
            .source(event.source())
            .detailType(event.detailType())
            .detail(event.detail())
            .resources(event.resources())
            .time(event.time())
            .build();
    return client
        .putEvents(request -> request.entries(entry))
        .thenApply(
            reply -> {
              var result = reply.entries().get(0);
              if (result.errorCode() != null) {
                throw new BusException(event, result.errorCode(), result.errorMessage());
              }
              return result.eventId();
            });
  }
}
