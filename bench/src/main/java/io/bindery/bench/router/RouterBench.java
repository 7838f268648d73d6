package io.bindery.bench.router;

import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

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
      var contest =
          Part.measure(
              () -> {
                try (var rounds = new Contest(contestDatabase, sizes, seed)) {
                  return rounds.run(progress);
                }
              });
      progress.accept("through SQS");
      var sqs = on(server, "sqs", database -> ThroughSqs.run(database, sizes.messages(), seed));
      progress.accept("deadlines");
      int late = sizes.latenessBatches();
      var lastEvent =
          on(server, "last_event", database -> Lateness.lastEventToAnnouncement(database, late));
      var resident = on(server, "resident", database -> Lateness.resident(database, late));
      var passivated = on(server, "passivated", database -> Lateness.passivated(database, late));
      progress.accept("restart with overdue batches");
      var restart = on(server, "restart", database -> Restart.run(database, sizes.overdue()));
      progress.accept("many open batches");
      var open =
          on(
              server,
              "open_many",
              many ->
                  OpenPrefixes.run(BenchDatabase.create(server, "open_few"), many, sizes, seed));
      return new Figures(
          machine, sizes, seed, contest, sqs, lastEvent, resident, passivated, restart, open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Part<T> on(
      LocalPostgres server, String name, Function<BenchDatabase, T> measurement) {
    return Part.measure(() -> measurement.apply(BenchDatabase.create(server, name)));
  }
}
