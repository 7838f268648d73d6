package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** Something that goes wrong, and is made good again. */
public sealed interface Fault
    permits Kill,
        KillAll,
        Pause,
        RollingRestart,
        Scale,
        MigrationKill,
        ClockJump,
        Partition,
        Loss,
        Reset,
        Delay,
        DatabaseStop,
        ConnectionKill,
        FullDisk,
        PowerLoss,
        SqsDuplicates,
        SqsDelay,
        SqsReordering,
        SqsRedelivery,
        AwsTrouble {

  /** Begins it; what it met, in a few words. */
  String start();

  /** Takes its cause away. Harmless if it was not started. */
  void heal();

  /**
   * Makes one.
   *
   * @param salt decides what is left to chance
   */
  static Fault of(FaultKind kind, World world, Notices notices, long salt) {
    var random = new Random(salt);
    return switch (kind) {
      case KILL -> new Kill(world, random);
      case KILL_ALL -> new KillAll(world);
      case PAUSE -> new Pause(world, random);
      case ROLLING_RESTART -> new RollingRestart(world);
      case SCALE -> new Scale(world);
      case MIGRATION_KILL -> new MigrationKill(world, random);
      case CLOCK_JUMP -> new ClockJump(world, random);
      case PARTITION -> new Partition(world, random, false);
      case ONE_WAY -> new Partition(world, random, true);
      case LOSS -> new Loss(world, random);
      case RESET -> new Reset(world, random);
      case DELAY -> new Delay(world, random);
      case DATABASE_STOP -> new DatabaseStop(world);
      case CONNECTION_KILL -> new ConnectionKill(world);
      case FULL_DISK -> new FullDisk(world);
      case POWER_LOSS -> new PowerLoss(world);
      case SQS_DUPLICATES -> new SqsDuplicates(notices);
      case SQS_DELAY -> new SqsDelay(world, random);
      case SQS_REORDERING -> new SqsReordering(world);
      case SQS_REDELIVERY -> new SqsRedelivery(world, notices);
      case S3_ERRORS,
          S3_STALL,
          EVENTBRIDGE_ERRORS,
          EVENTBRIDGE_STALL,
          EXCHANGE_ERRORS,
          EXCHANGE_LOST_ANSWERS ->
          AwsTrouble.of(kind, world);
    };
  }
}
