package io.bindery.router.intake;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.telemetry.Meters;
import io.bindery.protocol.notice.ObjectEvent;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts the object events that notices tell of, each time that they do. */
final class ReceivedEvents {
  private final Map<ObjectEvent.Kind, Counter> received = new EnumMap<>(ObjectEvent.Kind.class);
  private final Counter matched;

  private ReceivedEvents(Meters meters) {
    for (var kind : ObjectEvent.Kind.values()) {
      received.put(
          kind,
          meters.counter(
              "bindery.events.received",
              "Object events that notices told of, those that came again included.",
              "kind",
              kind.name().toLowerCase(Locale.ROOT)));
    }
    matched =
        meters.counter(
            "bindery.events.matched",
            "Of the object events that were received, those of a watched bucket, or that another"
                + " part of Bindery takes.");
  }

  static ReceivedEvents of(ActorSystem<?> system) {
    return new ReceivedEvents(Meters.get(system));
  }

  void received(List<ObjectEvent> events) {
    events.forEach(event -> received.get(event.kind()).increment());
  }

  void matched(long number) {
    matched.increment((double) number);
  }
}
