package io.bindery.platform.regular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PacedWorkTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static ActorTestKit kit;

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

  private final AtomicInteger steps = new AtomicInteger();

  /** Each of the ways in which a step can go wrong, then one that is good, then the last. */
  private CompletionStage<Optional<Duration>> step() {
    return switch (steps.incrementAndGet()) {
      case 1 -> throw new IllegalStateException("it throws");
      case 2 -> throw new NoClassDefFoundError("it cannot be loaded");
      case 3 -> CompletableFuture.failedFuture(new IllegalStateException("it fails"));
      case 4 -> new CompletableFuture<>();
      case 5 -> CompletableFuture.completedFuture(Optional.of(SHORT));
      default -> CompletableFuture.completedFuture(Optional.empty());
    };
  }

  @Test
  void nothingButTheLastStepEndsIt() {
    PacedWork.start(
        kit.system(), "paced", Duration.ZERO, Duration.ofMillis(200), SHORT, this::step);
    await().atMost(PATIENCE).until(() -> steps.get() >= 6);
    await().during(SHORT.multipliedBy(20)).atMost(PATIENCE).until(() -> steps.get() == 6);
  }

  @Test
  void whatWasEndedTakesNoStep() {
    var work =
        PacedWork.start(kit.system(), "ended", Duration.ofMillis(100), PATIENCE, SHORT, this::step);
    work.end();
    await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> steps.get() == 0);
  }

  @Test
  void whatThrowsIsDoneAgainByItsTimer() {
    var running =
        Timers.every(
            kit.system(),
            "throwing",
            Duration.ZERO,
            SHORT,
            () -> {
              if (steps.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("it throws");
              }
              throw new AssertionError("it is wrong");
            });
    await().atMost(PATIENCE).until(() -> steps.get() >= 5);
    running.cancel();
    assertThat(running.isCancelled()).isTrue();
  }
}
