package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static ActorTestKit kit;

  private final AtomicInteger asked = new AtomicInteger();

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private Circuit circuit() {
    return new Circuit(
        kit.system(),
        "test",
        () -> {
          asked.incrementAndGet();
          return CompletableFuture.completedFuture(Done.done());
        },
        Duration.ofMinutes(1));
  }

  private void fail(Circuit circuit, int groups) {
    for (int group = 1; group <= groups; group++) {
      int before = asked.get();
      circuit.handled(false, false);
      await().until(() -> asked.get() > before);
      await().until(() -> circuit.isReceiving() || circuit.permit().toCompletableFuture().isDone());
    }
  }

  @Test
  void whatCannotBeHandledWhileOthersAreIsNoOutage() {
    var circuit = circuit();
    circuit.handled(true, true);
    fail(circuit, 3);

    assertThat(circuit.isReceiving()).isTrue();
  }

  @Test
  void afterThreeGroupsOfWhichNothingCouldBeHandledOneReceiveTries() {
    var circuit = circuit();
    fail(circuit, 3);

    assertThat(circuit.isReceiving()).isFalse();
    // The trial is under way: no other receive may be made.
    assertThat(circuit.permit().toCompletableFuture()).isNotDone();
    circuit.handled(true, true);
    assertThat(circuit.isReceiving()).isTrue();
  }
}
