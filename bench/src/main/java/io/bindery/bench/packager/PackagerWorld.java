package io.bindery.bench.packager;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.child.NodeFlags;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.s3.ObjectSet;
import io.bindery.bench.s3.S3Process;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Postgres and S3, each a process of its own, and nodes on them. */
final class PackagerWorld implements AutoCloseable {
  static final String REGISTRY = "registry";

  /** The most that a node may take, as the other benchmarks. */
  static final String HEAP = "-Xmx1g";

  /** The names that buckets get, one after the other; a node must know them from its start. */
  private static final List<String> SOURCES =
      IntStream.rangeClosed(1, 200).mapToObj(number -> "source-" + number).toList();

  private final Path data;
  private final LocalPostgres server;
  private final S3Process s3;
  private final AtomicInteger nodes = new AtomicInteger();
  private final AtomicInteger buckets = new AtomicInteger();

  private PackagerWorld(Path data, LocalPostgres server, S3Process s3) {
    this.data = data;
    this.server = server;
    this.s3 = s3;
  }

  static PackagerWorld start(Path data) {
    var server = LocalPostgres.start(data.resolve("postgres"), 0);
    // Ctrl-C runs no finally block, and Postgres is a process of its own.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    return start(data, server);
  }

  /** On a Postgres that is there, and is closed with this. */
  static PackagerWorld start(Path data, LocalPostgres server) {
    var s3 = S3Process.start(data.resolve("s3.log"));
    s3.create(REGISTRY);
    return new PackagerWorld(data, server, s3);
  }

  S3Process s3() {
    return s3;
  }

  Path data() {
    return data;
  }

  BenchDatabase database(String name) {
    return BenchDatabase.create(server, name);
  }

  /** A bucket of objects under a name that no other has. */
  String bucket(ObjectSet set) {
    var name = SOURCES.get(buckets.getAndIncrement());
    s3.create(name, set);
    return name;
  }

  /** Starts a node that may package all buckets of this world, also those that are yet to come. */
  Node node(BenchDatabase database) {
    var settings = new HashMap<>(database.settings());
    settings.put("bindery.cluster.host", "127.0.0.1");
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.aws.region", "us-east-1");
    settings.put("bindery.aws.endpoint", s3.endpoint().toString());
    settings.put("bindery.router.queue.url", "http://127.0.0.1/none");
    settings.put("bindery.router.queue.dead-letter-url", "http://127.0.0.1/none");
    settings.put("bindery.packager.queue.url", "http://127.0.0.1/none");
    settings.put("bindery.packager.queue.dead-letter-url", "http://127.0.0.1/none");
    settings.put("bindery.packager.sources", SOURCES);
    settings.put("bindery.packager.registries", List.of(REGISTRY));
    var id = "node-" + nodes.incrementAndGet();
    var file = data.resolve(id + ".conf");
    try {
      Files.writeString(
          file,
          ConfigFactory.parseMap(settings, "the benchmark")
              .root()
              .render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Node(
        ChildJvm.start(
            NodeMain.class,
            data.resolve(id + ".err"),
            NodeFlags.with(HEAP),
            file.toString(),
            data.resolve(id + ".log").toString()));
  }

  @Override
  public void close() {
    s3.close();
    server.close();
  }
}
