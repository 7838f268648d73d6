package io.bindery.bench.queue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.child.NodeFlags;
import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.sqs.SqsProcess;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Postgres, SQS and the contestants, each a process of its own with a queue of its own. */
final class QueueWorld implements AutoCloseable {
  /** Where notices that Bindery refuses go. */
  static final String DEAD = "dead";

  /** The most that a contestant may take, as in the other benchmarks. */
  private static final String HEAP = "-Xmx1g";

  /** Of the peer, as many as the peers of the other benchmarks have. */
  private static final int CONNECTIONS = 20;

  private final Path data;
  private final SqsProcess sqs;
  private final BenchDatabase recorded;
  private final BenchDatabase inserted;
  private final int receivers;
  private final Map<Who, ChildJvm> contestants = new EnumMap<>(Who.class);

  private QueueWorld(Path data, LocalPostgres server, SqsProcess sqs) {
    this.data = data;
    this.sqs = sqs;
    this.recorded = BenchDatabase.create(server, Who.BINDERY.key());
    this.inserted = BenchDatabase.create(server, Who.PEER.key());
    this.receivers =
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty())
            .getInt("bindery.router.queue.receivers");
  }

  /**
   * Starts all of it.
   *
   * @param server is closed by whoever started it
   */
  static QueueWorld start(Path data, LocalPostgres server) {
    var world = new QueueWorld(data, server, SqsProcess.start(data.resolve("sqs.log")));
    try {
      world.begin();
      return world;
    } catch (RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private void begin() {
    inserted.execute(ListenerPeer.TABLE);
    var urls = new EnumMap<Who, String>(Who.class);
    for (var who : Who.values()) {
      urls.put(who, sqs.create(who.key()));
    }
    var endpoint = sqs.endpoint().toString();
    var calls = Integer.toString(receivers);
    start(
        Who.BINDERY,
        NodeMain.class,
        settings(urls.get(Who.BINDERY)).toString(),
        data.resolve("node.log").toString());
    start(Who.BARE_LOOP, BareLoopMain.class, endpoint, urls.get(Who.BARE_LOOP), calls);
    start(
        Who.PEER,
        PeerMain.class,
        endpoint,
        urls.get(Who.PEER),
        calls,
        inserted.url(),
        Integer.toString(CONNECTIONS));
  }

  private void start(Who who, Class<?> main, String... arguments) {
    contestants.put(
        who,
        ChildJvm.start(main, data.resolve(who.key() + ".err"), NodeFlags.with(HEAP), arguments));
  }

  private Path settings(String queue) {
    var settings = new HashMap<>(recorded.settings());
    settings.put("bindery.cluster.host", "127.0.0.1");
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.aws.region", Clients.REGION);
    settings.put("bindery.aws.endpoint", sqs.endpoint().toString());
    settings.put("bindery.router.queue.url", queue);
    settings.put("bindery.router.queue.dead-letter-url", sqs.create(DEAD));
    // A lab's runs: long quiet times, and batches of a size that is worth a package.
    settings.put(
        "bindery.router.buckets",
        List.of(
            Map.of(
                "name",
                Load.BUCKET,
                "prefix-depth",
                2,
                "trigger",
                Map.of("count", 1_000, "quiet", "5 minutes"))));
    try {
      return Files.writeString(
          data.resolve("node.conf"),
          ConfigFactory.parseMap(settings, "the benchmark")
              .root()
              .render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SqsProcess sqs() {
    return sqs;
  }

  /** Receive calls that a contestant may have open at once. */
  int receivers() {
    return receivers;
  }

  /** What the process of a contestant has taken of the processors so far. */
  double cpuSeconds(Who who) {
    return Double.parseDouble(contestants.get(who).ask("cpu"));
  }

  /** How many object events Bindery's tables of batches hold. */
  long recorded() {
    return recorded.count(
        "SELECT (SELECT coalesce(sum(files), 0) FROM open_batch)"
            + " + (SELECT coalesce(sum(files), 0) FROM closed_batch)");
  }

  /** How many rows the peer has inserted. */
  long inserted() {
    return inserted.count("SELECT count(*) FROM object_event");
  }

  BenchDatabase database() {
    return recorded;
  }

  @Override
  public void close() {
    contestants.values().forEach(ChildJvm::close);
    sqs.close();
  }
}
