package io.bindery.bench.exchange;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run: what is wanted of all that is measured. */
final class ExchangeBench {
  /** What can be measured alone. */
  enum Measurement {
    /** A publication by Bindery. */
    BINDERY,
    /** The same by the coordinator's way. */
    COORDINATOR,
    /** A manifest that is larger than the memory for it. */
    MANIFEST
  }

  private ExchangeBench() {}

  static Figures run(Path data, Set<Measurement> only, Sizes sizes, Consumer<String> progress)
      throws IOException {
    progress.accept("starting Postgres");
    try (var server = LocalPostgres.start(data.resolve("postgres"), 0)) {
      // Ctrl-C runs no finally block, and Postgres is a process of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      return run(data, server, only, sizes, progress);
    }
  }

  static Figures run(
      Path data,
      LocalPostgres server,
      Set<Measurement> only,
      Sizes sizes,
      Consumer<String> progress)
      throws IOException {
    var machine = Machine.of(data, new BenchDatabase(server, server.database()));
    var bindery = unwanted();
    var coordinator = unwanted();
    if (only.contains(Measurement.BINDERY) || only.contains(Measurement.COORDINATOR)) {
      progress.accept("putting %,d objects".formatted(sizes.assets()));
      try (var account = Account.open(data.resolve("aws"), sizes.assets())) {
        if (only.contains(Measurement.BINDERY)) {
          progress.accept("publishing %,d objects by Bindery".formatted(sizes.assets()));
          bindery =
              Part.measure(
                  () ->
                      BinderyPublisher.publish(
                          account, BenchDatabase.create(server, "publisher"), data, sizes));
        }
        if (only.contains(Measurement.COORDINATOR)) {
          progress.accept("publishing them by the coordinator's way");
          coordinator = Part.measure(() -> Coordinator.publish(account, sizes.speed()));
        }
      }
    }
    Supplier<LargeManifest> manifest =
        () -> LargeManifest.measure(data, BenchDatabase.create(server, "manifest"), sizes.lines());
    Part<LargeManifest> large = Part.missing("It was not wanted.");
    if (only.contains(Measurement.MANIFEST)) {
      progress.accept("preparing a manifest of %,d lines in 256 MiB".formatted(sizes.lines()));
      large = Part.measure(manifest);
    }
    return new Figures(machine, sizes, bindery, coordinator, large);
  }

  private static Part<Run> unwanted() {
    return Part.missing("It was not wanted.");
  }
}
