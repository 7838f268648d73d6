package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Trouble;
import io.bindery.bench.chaos.world.World;

/**
 * Messages come again that were deleted: those whose delete SQS has confirmed and not done, and
 * notices of a while ago, in any order.
 */
final class SqsRedelivery implements Fault {
  private final World world;
  private final Notices notices;
  private final Trouble forgetful =
      new Trouble(call -> call.operation().equals("DeleteMessageBatch"), Trouble.Way.PRETENDED);

  SqsRedelivery(World world, Notices notices) {
    this.world = world;
    this.notices = notices;
  }

  @Override
  public String start() {
    world.gate().make(forgetful);
    return "deletes, and %d old notices".formatted(notices.sendOldOnes());
  }

  @Override
  public void heal() {
    world.gate().end(forgetful);
  }
}
