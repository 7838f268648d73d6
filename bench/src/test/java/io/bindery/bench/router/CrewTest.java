package io.bindery.bench.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CrewTest {
  private static final Duration LENGTH = Duration.ofMillis(100);

  /** So long may a busy machine keep a thread from going on. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static Measured run(Crew.Worker worker) {
    return Crew.run(3, Load.Shape.uniform(10), LENGTH, PATIENCE, 1, worker);
  }

  @Test
  void whoeverGetsNoAnswerHoldsUpNobody() {
    var never = new CountDownLatch(1);

    var measured =
        run(
            number ->
                number > 0
                    ? load -> load.next() != null
                    : load -> {
                      never.await();
                      return true;
                    });

    assertThat(measured.events()).isPositive();
    assertThat(measured.late()).isOne();
    // Until the others were done, not until the one was given up.
    assertThat(measured.seconds()).isLessThan(PATIENCE.toMillis() / 1e3);
  }

  @Test
  void whatFailsCountsForNothing() {
    assertThat(run(number -> load -> false).events()).isZero();
    assertThatThrownBy(
            () ->
                run(
                    number ->
                        load -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(BenchException.class)
        .hasRootCauseMessage("no");
  }
}
