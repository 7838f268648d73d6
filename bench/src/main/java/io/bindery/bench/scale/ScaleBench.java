package io.bindery.bench.scale;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs a part of a load and compares what it takes with what the arithmetic says. */
final class ScaleBench {
  private static final double DAY_SECONDS = 86_400;

  /** The JVM compiles for so many folders before anything counts. */
  private static final int WARM_UP_FOLDERS = 10;

  private static final double WARM_UP_RATE = 100;

  private ScaleBench() {}

  /**
   * How large a run is.
   *
   * @param objectsPerDay the load of which a part is run
   * @param part of it: 100 is a hundredth
   * @param folders how many
   * @param objects in each
   * @param bytes of each object, all of which are hashed
   * @param idleSeconds for what is taken when nothing comes
   */
  record Sizes(
      double objectsPerDay, double part, int folders, int objects, int bytes, int idleSeconds) {
    static Sizes full() {
      return new Sizes(1e9, 100, 100, 100, 4096, 60);
    }

    static Sizes quick() {
      return new Sizes(1e9, 100, 20, 100, 4096, 20);
    }

    double objectsPerSecond() {
      return objectsPerDay / part / DAY_SECONDS;
    }

    Workload load() {
      return new Workload((double) folders * objects, objects, bytes, 1);
    }
  }

  /**
   * What came out.
   *
   * @param sizes of the run
   * @param forecast for as many objects in a day
   * @param taken without what is taken when nothing comes
   * @param idle what that is
   */
  record Compared(Sizes sizes, Forecast forecast, Taken taken, Taken idle) {
    /** Cores that are busy all day are that many seconds. */
    double forecastNodeSeconds() {
      return (forecast.routerCores() + forecast.packagerCores()) * DAY_SECONDS;
    }

    double forecastDatabaseSeconds() {
      return forecast.databaseCores() * DAY_SECONDS;
    }
  }

  static Compared run(Path data, Sizes sizes, UnitCosts costs, Consumer<String> progress) {
    progress.accept("start of Postgres, AWS and a node");
    try (var world = ScaleWorld.start(data)) {
      progress.accept("warm-up");
      world.upload(WARM_UP_FOLDERS, sizes.objects(), sizes.bytes(), WARM_UP_RATE);
      world.awaitPackages();
      progress.accept("nothing to do for %d s".formatted(sizes.idleSeconds()));
      var begin = world.taken();
      ScaleWorld.await(System.nanoTime() + sizes.idleSeconds() * 1_000_000_000L);
      var rested = world.taken();
      progress.accept(
          "%d objects, %.0f a second"
              .formatted(sizes.folders() * sizes.objects(), sizes.objectsPerSecond()));
      world.upload(sizes.folders(), sizes.objects(), sizes.bytes(), sizes.objectsPerSecond());
      world.awaitPackages();
      var idle = rested.since(begin);
      return new Compared(
          sizes,
          new Forecast(sizes.load(), costs),
          world.taken().since(rested).without(idle),
          idle);
    }
  }
}
