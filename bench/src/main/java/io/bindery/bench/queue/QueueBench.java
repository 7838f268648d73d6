package io.bindery.bench.queue;

import io.bindery.bench.measure.Machine;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** One run, on a Postgres of its own. */
final class QueueBench {
  private QueueBench() {}

  static Figures run(Path data, Sizes sizes, long seed, Consumer<String> progress)
      throws IOException {
    progress.accept("starting Postgres, SQS and the contestants");
    try (var server = LocalPostgres.start(data.resolve("postgres"), 0)) {
      // Ctrl-C runs no finally block, and Postgres is a process of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      return run(data, server, sizes, seed, progress);
    }
  }

  /** On a Postgres that is there. */
  static Figures run(
      Path data, LocalPostgres server, Sizes sizes, long seed, Consumer<String> progress)
      throws IOException {
    try (var world = QueueWorld.start(data, server)) {
      var machine = Machine.of(data, world.database());
      progress.accept(machine.words());
      return new Figures(
          machine, sizes, seed, world.receivers(), new Contest(world, sizes, seed).run(progress));
    }
  }
}
