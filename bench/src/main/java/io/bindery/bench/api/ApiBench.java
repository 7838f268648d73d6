package io.bindery.bench.api;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.child.NodeFlags;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One run: a database with many rows, the service on it, and its clients. */
final class ApiBench {
  private static final int SCRAPES = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(200);

  private ApiBench() {}

  static Figures run(Path data, Sizes sizes, Consumer<String> progress) throws IOException {
    progress.accept("starting Postgres");
    try (var server = LocalPostgres.start(data.resolve("postgres"), 0)) {
      // Ctrl-C runs no finally block, and Postgres is a process of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      var database = BenchDatabase.create(server, "api");
      var machine = Machine.of(data, database);
      var settings = ConfigFactory.parseMap(database.settings());
      Migrations.apply(DatabaseSettings.from(ConfigLoader.load(Optional.empty(), settings)));
      var file =
          Files.writeString(
              data.resolve("service.conf"), settings.root().render(ConfigRenderOptions.concise()));
      progress.accept("starting the service");
      try (var service =
          ChildJvm.start(
              ServiceMain.class,
              data.resolve("service.err"),
              NodeFlags.with("-Xmx1g"),
              file.toString(),
              data.resolve("service.log").toString(),
              data.resolve("aws").toString())) {
        var http = new Http(URI.create(service.answer()));
        awaitStarted(http, database);
        progress.accept(
            "writing %,d batches and %,d jobs".formatted(sizes.batches(), sizes.jobs()));
        long start = System.nanoTime();
        new Filling(database).fill(sizes);
        double fillSeconds = (System.nanoTime() - start) / 1e9;
        return measured(machine, sizes, fillSeconds, service, http, progress);
      }
    }
  }

  /**
   * It answers 503 until it has joined its cluster and reads its queues. Open batches that are
   * there before it has noted its rules are all woken, as after a change of policies, and it would
   * be that which is measured.
   */
  private static void awaitStarted(Http http, BenchDatabase database) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (http.get("/api/v1/batches?limit=1").status() == 503
        || database.count("SELECT count(*) FROM closing_rule") == 0) {
      if (System.nanoTime() > end) {
        throw new BenchException("The service does not come to work");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static Figures measured(
      Machine machine,
      Sizes sizes,
      double fillSeconds,
      ChildJvm service,
      Http http,
      Consumer<String> progress) {
    progress.accept("reading lists of batches");
    var batches = Part.measure(() -> Lists.measure(http, Lists.batches(), sizes.requests()));
    progress.accept("reading lists of jobs");
    var jobs = Part.measure(() -> Lists.measure(http, Lists.jobs(), sizes.requests()));
    progress.accept("tracing %d objects".formatted(sizes.traces()));
    var traces = Part.measure(() -> Traces.measure(http, service, sizes.traces()));
    progress.accept("telling %d clients of the stream".formatted(sizes.clients()));
    var stream =
        Part.measure(
            () -> StreamLoad.measure(http, sizes, () -> Double.parseDouble(service.ask("heap"))));
    progress.accept("what the console, a command, and figures take");
    return new Figures(
        machine,
        sizes,
        fillSeconds,
        batches,
        jobs,
        traces,
        stream,
        Part.measure(ConsoleSize::read),
        Part.measure(() -> CliCost.seconds(http.address())),
        Part.measure(() -> scraped(http)),
        Part.measure(MeterCost::measure));
  }

  private static Figures.Scrapes scraped(Http http) {
    var times = new ArrayList<Double>();
    long bytes = 0;
    for (int i = 0; i < SCRAPES; i++) {
      var answer = http.get("/metrics");
      times.add(answer.millis());
      bytes = answer.body().length();
    }
    return new Figures.Scrapes(Lists.percentile(times), bytes);
  }
}
