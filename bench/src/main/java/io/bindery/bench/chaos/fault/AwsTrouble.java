package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.chaos.world.AwsGate;
import io.bindery.bench.chaos.world.Trouble;
import io.bindery.bench.chaos.world.Trouble.Way;
import io.bindery.bench.chaos.world.World;

/** A service of AWS refuses, does not answer, or its answers are lost. */
final class AwsTrouble implements Fault {
  private final World world;
  private final String service;
  private final Trouble trouble;

  private AwsTrouble(World world, String service, Way way) {
    this.world = world;
    this.service = service;
    this.trouble = AwsGate.of(service, way);
  }

  static AwsTrouble of(FaultKind kind, World world) {
    return switch (kind) {
      case S3_ERRORS -> new AwsTrouble(world, "s3", Way.REFUSED);
      case S3_STALL -> new AwsTrouble(world, "s3", Way.STALLED);
      case EVENTBRIDGE_ERRORS -> new AwsTrouble(world, "events", Way.REFUSED);
      case EVENTBRIDGE_STALL -> new AwsTrouble(world, "events", Way.STALLED);
      case EXCHANGE_ERRORS -> new AwsTrouble(world, "dataexchange", Way.REFUSED);
      case EXCHANGE_LOST_ANSWERS -> new AwsTrouble(world, "dataexchange", Way.ANSWER_LOST);
      default -> throw new IllegalArgumentException(kind + " is no trouble of AWS.");
    };
  }

  @Override
  public String start() {
    world.gate().make(trouble);
    return service;
  }

  @Override
  public void heal() {
    world.gate().end(trouble);
  }
}
