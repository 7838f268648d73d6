package io.bindery.bench.router;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** All measurements, one after the other, on one Postgres. */
final class RouterBench {
  /** What can be measured by itself. */
  enum Measurement {
    CONTEST,
    SQS,
    DEADLINES,
    RESTART,
    OPEN
  }

  private final LocalPostgres server;
  private final Set<Measurement> wanted;

  private RouterBench(LocalPostgres server, Set<Measurement> wanted) {
    this.server = server;
    this.wanted = wanted;
  }

  static Figures run(
      Path data, Set<Measurement> wanted, Sizes sizes, long seed, Consumer<String> progress) {
    progress.accept("starting Postgres");
    try (var server = LocalPostgres.start(data.resolve("postgres"), 0)) {
      // Ctrl-C runs no finally block, and Postgres is a process of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      return new RouterBench(server, wanted).run(data, sizes, seed, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Figures run(Path data, Sizes sizes, long seed, Consumer<String> progress)
      throws IOException {
    var contestDatabase = BenchDatabase.create(server, "contest");
    var machine = Machine.of(data, contestDatabase);
    progress.accept(machine.words());
    var contest =
        of(
            Measurement.CONTEST,
            () -> {
              try (var rounds = new Contest(contestDatabase, sizes, seed)) {
                return rounds.run(progress);
              }
            });
    progress.accept("through SQS");
    var sqs =
        on("sqs", Measurement.SQS, database -> ThroughSqs.run(database, sizes.messages(), seed));
    progress.accept("deadlines");
    int late = sizes.latenessBatches();
    var lastEvent =
        on(
            "last_event",
            Measurement.DEADLINES,
            database -> Lateness.lastEventToAnnouncement(database, late));
    var resident =
        on("resident", Measurement.DEADLINES, database -> Lateness.resident(database, late));
    var passivated =
        on("passivated", Measurement.DEADLINES, database -> Lateness.passivated(database, late));
    progress.accept("restart with overdue batches");
    var restart =
        on("restart", Measurement.RESTART, database -> Restart.run(database, sizes.overdue()));
    progress.accept("many open batches");
    var open =
        on(
            "open_many",
            Measurement.OPEN,
            many -> OpenPrefixes.run(BenchDatabase.create(server, "open_few"), many, sizes, seed));
    return new Figures(
        machine, sizes, seed, contest, sqs, lastEvent, resident, passivated, restart, open);
  }

  private <T> Part<T> on(
      String name, Measurement measurement, Function<BenchDatabase, T> measured) {
    return of(measurement, () -> measured.apply(BenchDatabase.create(server, name)));
  }

  private <T> Part<T> of(Measurement measurement, Supplier<T> measured) {
    return wanted.contains(measurement)
        ? Part.measure(measured)
        : Part.missing("This run was asked for other measurements only.");
  }
}
