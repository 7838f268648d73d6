package io.bindery.laptop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.laptop.node.Nodes;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.LocalAwsSettings;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service with its database and its AWS in one JVM and its children, on loopback only. Several
 * nodes are children too.
 */
public final class Laptop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Laptop.class);

  /** Started parts, the last one first: the order in which they are stopped. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final LocalAws aws;
  private final LocalPostgres postgres;
  private final LocalResources resources;
  private final String bus;
  private final Config overrides;
  private final Config config;
  private final List<URI> apis;

  /**
   * What to start.
   *
   * @param data directory that keeps all state
   * @param port of the AWS endpoint; 0 takes a free one
   * @param httpPort of Bindery's own HTTP API, of further nodes the next ones; 0 takes free ones
   * @param nodes how many nodes; one runs in this JVM, several have one each
   * @param buckets made if missing, and watched unless the configuration file names others
   * @param rule how they are batched
   * @param configFile settings of the user, if any
   * @param logToFile whether the log goes to a file in the data directory
   */
  public record Options(
      Path data,
      int port,
      int httpPort,
      int nodes,
      List<String> buckets,
      BatchRule rule,
      Optional<Path> configFile,
      boolean logToFile) {}

  private Laptop(Options options) {
    var layout = DataLayout.open(options.data());
    var plain = ConfigLoader.load(options.configFile());
    if (options.logToFile()) {
      Logging.toFile(plain, layout.log());
    } else {
      Logging.toConsole(plain);
    }
    Logging.quiet("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "io.zonky");
    LocalCredentials.use();
    try {
      // Both take seconds, and neither needs the other.
      var database =
          CompletableFuture.supplyAsync(() -> started(LocalPostgres.start(layout.postgres(), 0)));
      var cloud =
          CompletableFuture.supplyAsync(
              () -> started(LocalAws.start(new LocalAwsSettings(layout.aws(), options.port()))));
      CompletableFuture.allOf(database, cloud).join();
      postgres = database.join();
      aws = cloud.join();
      resources = started(new LocalResources(aws.endpoint(), aws.region()));
      options.buckets().forEach(resources::bucket);
      var queues = resources.queues();
      bus = queues.bus();
      overrides = overrides(options, layout, queues, plain);
      config = ConfigLoader.load(options.configFile(), overrides);
      apis = options.nodes() == 1 ? serveHere() : serveAsCluster(options);
    } catch (RuntimeException e) {
      close();
      throw told(e);
    }
  }

  /**
   * Starts everything.
   *
   * @throws CommandException if a part cannot start, in one sentence with the way out
   */
  public static Laptop start(Options options) {
    return new Laptop(options);
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

  /** The bus on which batches and revisions are announced. */
  public String bus() {
    return bus;
  }

  /** Where each node's HTTP API listens, unless the user's configuration switches it off. */
  public List<URI> apis() {
    return apis;
  }

  /** The configuration the service runs with. */
  public Config config() {
    return config;
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
          log.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
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
            options.data(), options.nodes(), options.httpPort(), options.configFile(), overrides);
    return started(Nodes.start(nodes, System.out)).apis();
  }

  private Config overrides(
      Options options, DataLayout layout, LocalResources.Queues queues, Config plain) {
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
    set.put("bindery.http.host", "127.0.0.1");
    set.put("bindery.http.port", options.httpPort());
    set.put("bindery.router.queue.url", queues.notices().url());
    set.put("bindery.router.queue.dead-letter-url", queues.notices().deadLetterUrl());
    set.put("bindery.router.announce.bus", queues.bus());
    set.put("bindery.packager.queue.url", queues.packager().url());
    set.put("bindery.packager.queue.dead-letter-url", queues.packager().deadLetterUrl());
    set.put("bindery.packager.events.bus", queues.bus());
    set.put("bindery.packager.spool-directory", layout.spool().toString());
    set.put("bindery.packager.sources", options.buckets());
    set.put("bindery.packager.registries", options.buckets());
    if (plain.getList("bindery.router.buckets").isEmpty()) {
      set.put(
          "bindery.router.buckets",
          options.buckets().stream().map(bucket -> policy(bucket, options.rule())).toList());
    }
    if (options.nodes() == 1) {
      // This class stops the parts in order; a hook of each part would stop them all at once.
      set.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    }
    return ConfigFactory.parseMap(set, "embedded parts");
  }

  private static Map<String, Object> policy(String bucket, BatchRule rule) {
    return Map.of(
        "name", bucket,
        "prefix-depth", rule.depth(),
        "trigger", Map.of("count", rule.count(), "quiet", rule.quiet().toMillis() + " ms"));
  }

  private static RuntimeException told(RuntimeException failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LocalAwsException) {
      return new CommandException(ExitCode.UNAVAILABLE, cause.getMessage(), cause);
    }
    return failure;
  }
}
