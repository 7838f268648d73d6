package io.bindery.bench.exchange;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.intake.Submission;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.tables.PublicationView;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.service.config.ConfigLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A publisher as production runs it, whose times pass as fast as those of Data Exchange. */
final class BinderyPublisher {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(90);
  private static final int MAX_TRIES = 60;

  /** What waits for Data Exchange. */
  private static final List<String> TIMES =
      List.of("poll-interval", "look-again", "retry.first", "retry.longest", "sweep-interval");

  private final Account account;
  private final Sizes sizes;
  private final Exchange exchange;

  private BinderyPublisher(Account account, Sizes sizes, Exchange exchange) {
    this.account = account;
    this.sizes = sizes;
    this.exchange = exchange;
  }

  /** Publishes all objects of an account as a new data set's revisions. */
  static Run publish(Account account, BenchDatabase database, Path data, Sizes sizes) {
    var config = config(account, database, data, sizes.speed());
    Migrations.apply(DatabaseSettings.from(config));
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    try (var aws = new AwsClients(AwsSettings.from(config))) {
      var cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      var exchange = Exchange.start(system, aws, ExchangeSettings.from(config));
      var run = new BinderyPublisher(account, sizes, exchange).publish();
      CoordinatedShutdown.get(system)
          .runAll(CoordinatedShutdown.clusterLeavingReason())
          .toCompletableFuture()
          .join();
      return run;
    } finally {
      system.terminate();
    }
  }

  private static Config config(Account account, BenchDatabase database, Path data, double speed) {
    var set = new HashMap<>(database.settings());
    set.put("bindery.cluster.host", "127.0.0.1");
    set.put("bindery.cluster.port", 0);
    set.put("bindery.aws.region", account.region());
    set.put("bindery.aws.endpoint", account.endpoint().toString());
    set.put("bindery.exchange.sources", List.of(Account.BUCKET));
    set.put("bindery.exchange.spool-directory", data.resolve("publisher-spool").toString());
    set.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    var shipped = ConfigLoader.load(Optional.empty(), ConfigFactory.parseMap(set, "the benchmark"));
    for (var time : TIMES) {
      var path = "bindery.exchange." + time;
      set.put(path, (long) (shipped.getDuration(path).toMillis() / speed) + " ms");
    }
    return ConfigLoader.load(Optional.empty(), ConfigFactory.parseMap(set, "the benchmark"));
  }

  private Run publish() {
    var dataSet = account.newDataSet();
    var manifest = account.manifest(dataSet).getBytes(StandardCharsets.UTF_8);
    account.begin(sizes.speed());
    try (var phases = new Phases(account.service(), new Floor(sizes.assets()).jobs())) {
      long began = System.nanoTime();
      var view = ended(submit(manifest));
      long last = System.nanoTime();
      if (view.state() != PublicationState.PUBLISHED) {
        throw new BenchException("The publication is %s: %s".formatted(view.state(), view));
      }
      var calls = account.service().calls();
      var run =
          new Run(
              (phases.firstRevision() - began) / 1e9,
              (phases.lastJobSeen() - phases.firstRevision()) / 1e9 * sizes.speed(),
              (last - phases.lastJobSeen()) / 1e9,
              calls.values().stream().mapToLong(Long::longValue).sum(),
              calls.getOrDefault("ListJobs", 0L) + calls.getOrDefault("GetJob", 0L),
              account.service().mostImports(),
              manifest.length);
      account.check(dataSet);
      return run;
    }
  }

  private String submit(byte[] manifest) {
    var request = UUID.randomUUID().toString();
    for (int tries = 1; ; tries++) {
      var answer =
          exchange
              .requests()
              .inline(request, manifest, false, Optional.of("bench"), Optional.empty())
              .toCompletableFuture()
              .join();
      if (answer instanceof Submission.Accepted accepted) {
        return accepted.publicationId();
      }
      // A node that has just begun is still joining its cluster.
      if (tries == MAX_TRIES || !(answer instanceof Submission.Later)) {
        throw new BenchException("The publisher does not take the manifest: " + answer);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private PublicationView ended(String id) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var view = exchange.lists().find(id).toCompletableFuture().join();
      if (view.filter(it -> it.state().hasEnded() || it.state() == PublicationState.HELD)
          .isPresent()) {
        return view.get();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    throw new BenchException("The publication did not end");
  }
}
