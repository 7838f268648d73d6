package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Waiting;
import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some notices come late and others at once, so that they overtake each other. */
final class SqsReordering implements Fault {
  private static final Logger log = LoggerFactory.getLogger(SqsReordering.class);
  private static final long TURN_MILLIS = 400;
  private static final int LATE_SECONDS = 3;

  private final World world;
  private ScheduledExecutorService turns;
  private boolean late;

  SqsReordering(World world) {
    this.world = world;
  }

  @Override
  public String start() {
    turns = Executors.newSingleThreadScheduledExecutor();
    var unused = turns.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
    return "notices, some by %d s".formatted(LATE_SECONDS);
  }

  private void turn() {
    try {
      late = !late;
      delay(late ? LATE_SECONDS : 0);
    } catch (RuntimeException e) {
      log.warn("the delay of notices was not changed: {}", e.toString());
    }
  }

  private void delay(int seconds) {
    world.account().delay(world.account().notices().url(), seconds);
  }

  @Override
  public void heal() {
    if (turns != null) {
      turns.shutdown();
      Waiting.until(Duration.ofSeconds(10), turns::isTerminated);
    }
    delay(0);
  }
}
