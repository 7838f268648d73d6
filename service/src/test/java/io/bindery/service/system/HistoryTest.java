package io.bindery.service.system;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The last hour stays the last hour, however long a node runs. */
class HistoryTest {
  private static final int POINTS_OF_AN_HOUR =
      (int) Duration.ofHours(1).toSeconds() / History.EVERY_SECONDS;

  @Test
  void itNeverHasMoreThanAnHour() {
    var system =
        ActorSystem.<Void>create(
            Behaviors.empty(),
            "history",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    try {
      var closed =
          Counter.builder("bindery.batches.closed")
              .tag("reason", "quiet")
              .register(Meters.get(system).registry());
      var history = new History(system);
      assertThat(history.look()).isEmpty();
      for (int i = 1; i <= 10 * POINTS_OF_AN_HOUR; i++) {
        closed.increment(i);
        history.add();
        assertThat(history.look()).hasSize(Math.min(i, POINTS_OF_AN_HOUR));
      }
      var points = history.look();
      for (int i = 0; i < POINTS_OF_AN_HOUR; i++) {
        // Each has what was counted since the one before, the newest last.
        assertThat(points.get(i).batches()).isEqualTo(9L * POINTS_OF_AN_HOUR + i + 1);
      }
      assertThat(points).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }
}
