package io.bindery.exchange.slots;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks how many slots are taken: they are rows, and a figure is read at any moment. */
public final class SlotMeters {
  private static final Logger log = LoggerFactory.getLogger(SlotMeters.class);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Slots slots;
  private final SlotKind kind;

  /** Nothing was seen yet: the figures say so. */
  private volatile Slots.Use seen;

  private SlotMeters(Slots slots, SlotKind kind) {
    this.slots = slots;
    this.kind = kind;
  }

  /** Looks from now on. */
  public static void start(ActorSystem<?> system, Slots slots) {
    for (var kind : SlotKind.values()) {
      var one = new SlotMeters(slots, kind);
      one.gauge(
          system,
          "bindery.exchange.slots.used",
          "Slots for jobs of AWS Data Exchange that are taken, in the whole cluster.",
          Slots.Use::taken);
      one.gauge(
          system,
          "bindery.exchange.slots.limit",
          "Slots for jobs of AWS Data Exchange that there are, in the whole cluster.",
          Slots.Use::limit);
      RegularWork.start(system, "exchange-slots-" + kind.word(), PAUSE, one::look);
    }
  }

  private void gauge(
      ActorSystem<?> system, String name, String description, ToDoubleFunction<Slots.Use> figure) {
    Meters.get(system)
        .gauge(
            name,
            "",
            description,
            () -> seen == null ? Double.NaN : figure.applyAsDouble(seen),
            "kind",
            kind.word());
  }

  private void look() {
    var unused =
        slots
            .use(kind)
            .whenComplete(
                (use, failure) -> {
                  if (failure == null) {
                    seen = use;
                  } else {
                    log.debug("slots are not counted: {}", Causes.text(failure));
                  }
                });
  }
}
