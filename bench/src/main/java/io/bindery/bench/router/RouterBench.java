package io.bindery.bench.router;

import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** All measurements, one after the other, on one Postgres. */
final class RouterBench {
  private RouterBench() {}

  static Figures run(Path data, Sizes sizes, long seed, Consumer<String> progress) {
    progress.accept("starting Postgres");
    try (var server = LocalPostgres.start(data.resolve("postgres"), 0)) {
      // Ctrl-C runs no finally block, and Postgres is a process of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      var contestDatabase = BenchDatabase.create(server, "contest");
      var machine = Machine.of(data, contestDatabase);
      progress.accept(machine.words());
      List<Contest.Entry> contest;
      try (var rounds = new Contest(contestDatabase, sizes, seed)) {
        contest = rounds.run(progress);
      }
      progress.accept("through SQS");
      double sqs = ThroughSqs.run(BenchDatabase.create(server, "sqs"), sizes.messages(), seed);
      progress.accept("deadlines");
      int late = sizes.latenessBatches();
      var lastEvent =
          Lateness.lastEventToAnnouncement(BenchDatabase.create(server, "last_event"), late);
      var resident = Lateness.resident(BenchDatabase.create(server, "resident"), late);
      var passivated = Lateness.passivated(BenchDatabase.create(server, "passivated"), late);
      progress.accept("restart with overdue batches");
      var restart = Restart.run(BenchDatabase.create(server, "restart"), sizes.overdue());
      progress.accept("many open batches");
      var open =
          OpenPrefixes.run(
              BenchDatabase.create(server, "open_few"),
              BenchDatabase.create(server, "open_many"),
              sizes,
              seed);
      return new Figures(
          machine, sizes, seed, contest, sqs, lastEvent, resident, passivated, restart, open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
