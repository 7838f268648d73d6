package io.bindery.laptop;

import com.typesafe.config.Config;
import io.bindery.laptop.node.Nodes;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.localaws.state.Ports;
import io.bindery.platform.failure.Causes;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.logging.Logging;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service with its database and its AWS in one JVM and its children, on loopback only. Several
 * nodes are children too.
 */
public final class Laptop implements AutoCloseable {
  static final String DEFAULT_BUCKET = "lab";
  private static final Logger log = LoggerFactory.getLogger(Laptop.class);

  /** Started parts, the last one first: the order in which they are stopped. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final LaptopSettings settings;
  private final LocalAws aws;
  private final LocalPostgres postgres;
  private final LocalResources resources;
  private final LocalResources.Queues queues;
  private final Config overrides;
  private final Config config;
  private final List<URI> apis;

  /**
   * What to start.
   *
   * @param data directory that keeps all state
   * @param port of the AWS endpoint; 0 takes a free one
   * @param httpPort of Bindery's own HTTP API, of further nodes the next ones; 0 takes free ones;
   *     left out: as the user's settings say, or 8080
   * @param nodes how many nodes; one runs in this JVM, several have one each
   * @param buckets made if missing, and watched beside those of the user's settings; if neither
   *     names any, one is
   * @param rule how they are batched
   * @param configFile settings of the user, if any
   * @param alone whether neither a file nor the environment is heard
   */
  public record Options(
      Path data,
      int port,
      OptionalInt httpPort,
      int nodes,
      List<String> buckets,
      BatchRule rule,
      Optional<Path> configFile,
      boolean alone) {}

  private Laptop(Options options, Consumer<String> progress) {
    var environment = System.getenv();
    settings = LaptopSettings.of(options, environment);
    BinderyService.check(
        settings.with(settings.overrides(LaptopSettings.Parts.unknown()), environment));
    requireFreePorts(options);
    var layout = DataLayout.open(options.data());
    if (options.alone()) {
      Logging.toFile(settings.plain(), layout.log());
    } else {
      Logging.toFileAndWarningsToError(settings.plain(), layout.log());
    }
    Logging.quiet("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty");
    LocalCredentials.use();
    progress.accept("settings and ports are good");
    try {
      // Both take seconds, and neither needs the other.
      var database =
          CompletableFuture.supplyAsync(
              () -> {
                var started = started(LocalPostgres.start(layout.postgres(), 0));
                progress.accept("Postgres is up");
                return started;
              });
      var cloud =
          CompletableFuture.supplyAsync(
              () -> {
                var local =
                    started(LocalAws.start(new LocalAwsSettings(layout.aws(), options.port())));
                progress.accept("the AWS endpoint answers");
                return local;
              });
      CompletableFuture.allOf(database, cloud).join();
      postgres = database.join();
      aws = cloud.join();
      new Supervision(postgres, end::completeExceptionally).start();
      resources = started(new LocalResources(aws.endpoint(), aws.region()));
      settings.buckets().forEach(resources::silentBucket);
      settings.telling().forEach(resources::bucket);
      queues = resources.queues(settings.announceBus(), settings.eventsBus());
      progress.accept("buckets, queues and buses are there");
      overrides =
          settings.overrides(new LaptopSettings.Parts(embedded(), layout.spool().toString()));
      config = settings.with(overrides, environment);
      if (!config.getString("bindery.router.announce.packager-queue-url").isEmpty()) {
        resources.withoutPackageRule(settings.announceBus());
      }
      apis = options.nodes() == 1 ? serveHere() : serveAsCluster(options);
      progress.accept("the service works");
      if (!apis.isEmpty()) {
        started(ApiFile.write(layout.api(), apis.get(0)));
      }
    } catch (RuntimeException e) {
      close();
      throw told(e);
    }
  }

  /**
   * Checks settings and ports, then starts everything.
   *
   * @param progress is told of each part that works
   * @throws CommandException if a part cannot start, in one sentence with the way out
   */
  public static Laptop start(Options options, Consumer<String> progress) {
    return new Laptop(options, progress);
  }

  private void requireFreePorts(Options options) {
    try {
      if (options.port() != 0) {
        Ports.requireFree(options.port(), "the AWS endpoint (--port)");
      }
      int http = settings.httpPort();
      if (http != 0 && settings.plain().getBoolean("bindery.http.enabled")) {
        for (int node = 0; node < options.nodes(); node++) {
          Ports.requireFree(http + node, "Bindery's HTTP API (--http-port)");
        }
      }
    } catch (LocalAwsException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, e.getMessage(), e);
    }
  }

  public URI endpoint() {
    return aws.endpoint();
  }

  public String region() {
    return aws.region();
  }

  public LocalPostgres postgres() {
    return postgres;
  }

  public LocalResources resources() {
    return resources;
  }

  /** The queues that S3's notices and package descriptions go to. */
  LocalResources.Queues queues() {
    return queues;
  }

  /** What the user set, and what follows from it. */
  LaptopSettings settings() {
    return settings;
  }

  /** The bus on which batches and revisions are announced. */
  public String bus() {
    return settings.announceBus();
  }

  /** Where each node's HTTP API listens, unless the user's configuration switches it off. */
  public List<URI> apis() {
    return apis;
  }

  /** The configuration the service runs with. */
  public Config config() {
    return config;
  }

  /**
   * Waits for as long as all parts can be kept running.
   *
   * @throws CommandException if one cannot, in one sentence
   */
  public void awaitFailure() {
    try {
      end.join();
    } catch (CompletionException e) {
      var cause = Causes.of(e);
      throw new CommandException(ExitCode.UNAVAILABLE, cause.getMessage(), cause);
    }
  }

  /** Stops what was started, the service first, so that it can finish what is under way. */
  @Override
  public void close() {
    synchronized (parts) {
      while (!parts.isEmpty()) {
        var part = parts.pop();
        try {
          part.close();
        } catch (Exception e) {
          log.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), Causes.text(e));
        }
      }
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  private List<URI> serveHere() {
    return started(BinderyService.start(config)).api().stream().toList();
  }

  private List<URI> serveAsCluster(Options options) {
    var nodes =
        new Nodes.Options(
            options.data(), options.nodes(), settings.httpPort(), options.configFile(), overrides);
    return started(Nodes.start(nodes, System.out)).apis();
  }

  private Map<String, Object> embedded() {
    var set = new HashMap<String, Object>();
    set.put("bindery.aws.endpoint", aws.endpoint().toString());
    set.put("bindery.aws.region", aws.region());
    set.put("bindery.database.host", postgres.host());
    set.put("bindery.database.port", postgres.port());
    set.put("bindery.database.name", postgres.database());
    set.put("bindery.database.user", postgres.user());
    set.put("bindery.database.password", postgres.password());
    set.put("bindery.database.ssl", false);
    set.put("bindery.cluster.host", "127.0.0.1");
    set.put("bindery.cluster.port", 0);
    set.put("bindery.router.queue.url", queues.notices().url());
    set.put("bindery.router.queue.dead-letter-url", queues.notices().deadLetterUrl());
    set.put("bindery.packager.queue.url", queues.packager().url());
    set.put("bindery.packager.queue.dead-letter-url", queues.packager().deadLetterUrl());
    return set;
  }

  private static RuntimeException told(RuntimeException failure) {
    var cause = Causes.of(failure);
    if (cause instanceof LocalAwsException) {
      return new CommandException(ExitCode.UNAVAILABLE, cause.getMessage(), cause);
    }
    return failure;
  }
}
