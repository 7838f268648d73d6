package io.bindery.bench.way;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.chaos.world.Link;
import io.bindery.bench.chaos.world.Link.Treatment;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.child.NodeFlags;
import io.bindery.bench.localaws.LocalS3;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.s3.S3Process;
import io.bindery.bench.scale.ScaleNodeMain;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Postgres, S3, the other services of AWS and a node with the shipped settings, a process each. The
 * services but S3 are those of {@code up}, behind a link that can be long.
 */
final class WayWorld implements AutoCloseable {
  /** How much later S3 and the others answer if they are far. */
  static final Duration DISTANCE = Duration.ofMillis(20);

  private static final String REGISTRY = "registry";
  private static final String PLAIN = "plain";
  private static final String AHEAD = "ahead";

  private final LocalPostgres server;
  private final BenchDatabase database;
  private final Machine machine;
  private final S3Process s3;
  private final LocalS3 others;
  private final Link link;
  private final AwsClients clients;
  private final ChildJvm node;
  private final Instrument instrument;
  private final Revisions revisions;
  private int folders;

  private WayWorld(Path data) throws IOException {
    // The user's own credentials have no business at a stand-in.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    server = LocalPostgres.start(data.resolve("postgres"), 0);
    // Ctrl-C runs no finally block, and Postgres is a process of its own.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    database = BenchDatabase.create(server, "way");
    machine = Machine.of(data, database);
    s3 = S3Process.start(data.resolve("s3.err"));
    s3.create(REGISTRY);
    s3.createGrowing(PLAIN);
    s3.createGrowing(AHEAD);
    others = LocalS3.start(data);
    var loopback = InetAddress.getLoopbackAddress();
    link = new Link(loopback, loopback, () -> others.endpoint().getPort());
    clients = new AwsClients(new AwsSettings("us-east-1", Optional.of(others.endpoint())));
    instrument = new Instrument(s3, clients.sqs(), queue("notices"));
    revisions = new Revisions(s3, REGISTRY, database);
    node =
        ChildJvm.start(
            ScaleNodeMain.class,
            data.resolve("node.err"),
            flags(),
            settings(data.resolve("node.conf")).toString(),
            data.resolve("node.log").toString());
    var unused = node.answer();
  }

  private List<String> flags() {
    var flags = NodeFlags.with("-Xmx1g");
    // One for all others, one for S3: the setting of Bindery would be for all.
    flags.add("-Daws.endpointUrl=http://127.0.0.1:" + link.port());
    flags.add("-Daws.endpointUrlS3=" + s3.endpoint());
    return flags;
  }

  static WayWorld start(Path data) throws IOException {
    return new WayWorld(data);
  }

  private Path settings(Path file) throws IOException {
    var settings = new HashMap<>(database.settings());
    settings.put("bindery.aws.endpoint", "");
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.http.port", 0);
    settings.put("bindery.router.queue.url", queue("notices"));
    settings.put("bindery.router.queue.dead-letter-url", queue("notices-dead"));
    settings.put("bindery.router.buckets", List.of(byMarker(PLAIN), byMarker(AHEAD)));
    settings.put("bindery.router.announce.packager-queue-url", queue("packager"));
    settings.put("bindery.packager.queue.url", queue("packager"));
    settings.put("bindery.packager.queue.dead-letter-url", queue("packager-dead"));
    settings.put("bindery.packager.sources", List.of(PLAIN, AHEAD));
    settings.put("bindery.packager.registries", List.of(REGISTRY));
    settings.put(
        "bindery.packager.policies",
        List.of(
            Map.of("bucket", PLAIN, "registry", REGISTRY),
            Map.of("bucket", AHEAD, "registry", REGISTRY, "hash-ahead", "on")));
    return Files.writeString(
        file,
        ConfigFactory.parseMap(settings, "the benchmark")
            .root()
            .render(ConfigRenderOptions.concise()));
  }

  private static Map<String, ?> byMarker(String bucket) {
    return Map.of(
        "name",
        bucket,
        "trigger",
        Map.of("count", "off", "quiet", "off", "marker", Instrument.MARKER));
  }

  private String queue(String name) {
    return clients.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  Machine machine() {
    return machine;
  }

  /** From now on S3 and the others are there. */
  void stand(boolean far) {
    s3.latency(far ? DISTANCE : Duration.ZERO);
    if (far) {
      // Half of it on the way there, half on the way back.
      link.treat(new Treatment.Late(DISTANCE.toMillis() / 2));
    } else {
      link.heal();
    }
  }

  /** Uploads a folder. */
  Run upload(Variant variant) {
    var prefix = "%s/run-%05d/".formatted(variant.name(), ++folders);
    return instrument.upload(variant.ahead() ? AHEAD : PLAIN, prefix, variant.kind());
  }

  /** Waits for the revision of a folder, and looks whether all of it is in there. */
  double millisToRevision(Run run) {
    return Duration.between(run.marked(), revisions.await(run)).toNanos() / 1e6;
  }

  /** How many files of a folder had been hashed before the marker came. */
  long hashedBefore(Run run) {
    return database.count(
        "SELECT count(*) FROM object_checksum WHERE bucket = '%s' AND key LIKE '%s%%' AND computed_at < '%s'"
            .formatted(run.bucket(), run.prefix(), run.marked()));
  }

  /** That the node has taken since its start. */
  double cpuSeconds() {
    return Double.parseDouble(node.ask("cpu"));
  }

  @Override
  public void close() {
    node.close();
    clients.close();
    link.close();
    others.close();
    s3.close();
    server.close();
  }
}
