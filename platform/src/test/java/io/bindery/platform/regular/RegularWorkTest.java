package io.bindery.platform.regular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegularWorkTest {
  @Test
  void whatFailsOnceIsDoneAgainUntilTheNodeStops() {
    var kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    var times = new AtomicInteger();
    try {
      var work =
          RegularWork.start(
              kit.system(),
              "failing",
              Duration.ofMillis(10),
              () -> {
                if (times.incrementAndGet() % 2 == 1) {
                  throw new IllegalStateException("it throws");
                }
              });
      await().atMost(Duration.ofMinutes(1)).until(() -> times.get() >= 5);
      assertThat(work.isOver()).isFalse();
    } finally {
      kit.shutdownTestKit();
    }
  }
}
