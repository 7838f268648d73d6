package io.bindery.bench.scale;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.child.NodeFlags;
import io.bindery.bench.localaws.LocalS3Main;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A bucket whose notices go by a rule to a node: Postgres, AWS and the node, a process each. */
final class ScaleWorld implements AutoCloseable {
  private static final String BUCKET = "lab";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final LocalPostgres server;
  private final BenchDatabase database;
  private final ChildJvm aws;
  private final AwsClients clients;
  private final ChildJvm node;
  private final long postmaster;
  private int folders;

  private ScaleWorld(
      LocalPostgres server,
      BenchDatabase database,
      ChildJvm aws,
      AwsClients clients,
      ChildJvm node,
      long postmaster) {
    this.server = server;
    this.database = database;
    this.aws = aws;
    this.clients = clients;
    this.node = node;
    this.postmaster = postmaster;
  }

  static ScaleWorld start(Path data) {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    var server = LocalPostgres.start(data.resolve("postgres"), 0);
    // Ctrl-C runs no finally block, and Postgres is a process of its own.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    var database = BenchDatabase.create(server, "scale");
    var aws =
        ChildJvm.start(
            LocalS3Main.class, data.resolve("aws.err"), List.of(), data.resolve("aws").toString());
    var endpoint = URI.create(aws.answer().split(" ", 2)[0]);
    var clients = new AwsClients(new AwsSettings("us-east-1", Optional.of(endpoint)));
    prepare(clients);
    try {
      var node =
          ChildJvm.start(
              ScaleNodeMain.class,
              data.resolve("node.err"),
              NodeFlags.with("-Xmx1g"),
              settings(data, database, clients, endpoint).toString(),
              data.resolve("node.log").toString());
      var unused = node.answer();
      var pid = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).get(0).strip();
      return new ScaleWorld(server, database, aws, clients, node, Long.parseLong(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prepare(AwsClients clients) {
    var s3 = clients.s3();
    s3.createBucket(r -> r.bucket(BUCKET)).join();
    s3.putBucketVersioning(
            r ->
                r.bucket(BUCKET)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))
        .join();
    s3.putBucketNotificationConfiguration(
            r ->
                r.bucket(BUCKET)
                    .notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
        .join();
    var arn =
        clients
            .sqs()
            .getQueueAttributes(
                r ->
                    r.queueUrl(queue(clients, "notices"))
                        .attributeNames(QueueAttributeName.QUEUE_ARN))
            .join()
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    var bridge = clients.eventBridge();
    bridge
        .putRule(
            r ->
                r.name("notices")
                    .eventPattern(
                        "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}"))
        .join();
    var target = Target.builder().id("notices").arn(arn).build();
    bridge.putTargets(r -> r.rule("notices").targets(target)).join();
  }

  private static Path settings(Path data, BenchDatabase database, AwsClients clients, URI endpoint)
      throws IOException {
    var settings = new HashMap<>(database.settings());
    settings.put("bindery.aws.endpoint", endpoint.toString());
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.http.port", 0);
    settings.put("bindery.router.queue.url", queue(clients, "notices"));
    settings.put("bindery.router.queue.dead-letter-url", queue(clients, "notices-dead"));
    settings.put("bindery.router.bucket-names", BUCKET);
    settings.put("bindery.router.default-policy.trigger.count", "off");
    settings.put("bindery.router.default-policy.trigger.quiet", "5 s");
    settings.put("bindery.router.announce.packager-queue-url", queue(clients, "packager"));
    settings.put("bindery.packager.queue.url", queue(clients, "packager"));
    settings.put("bindery.packager.queue.dead-letter-url", queue(clients, "packager-dead"));
    settings.put("bindery.packager.sources", BUCKET);
    settings.put("bindery.packager.registries", BUCKET);
    return Files.writeString(
        data.resolve("node.conf"),
        ConfigFactory.parseMap(settings, "the benchmark")
            .root()
            .render(ConfigRenderOptions.concise()));
  }

  private static String queue(AwsClients clients, String name) {
    return clients.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  /**
   * Uploads folders one after the other, evenly.
   *
   * @param folders how many
   * @param objects in each
   * @param bytes of each object
   * @param perSecond objects a second
   */
  void upload(int folders, int objects, int bytes, double perSecond) {
    var content = AsyncRequestBody.fromString("x".repeat(bytes));
    long start = System.nanoTime();
    long sent = 0;
    for (int folder = 0; folder < folders; folder++) {
      var prefix = "run/%06d/".formatted(this.folders++);
      for (int i = 0; i < objects; i++) {
        var key = prefix + i;
        clients.s3().putObject(r -> r.bucket(BUCKET).key(key), content).join();
        sent++;
        await(start + (long) (sent / perSecond * 1e9));
      }
    }
  }

  /** Nothing is asked of anything until then. */
  static void await(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Until all that was uploaded is in packages. */
  void awaitPackages() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (packages() < folders) {
      if (System.nanoTime() > end) {
        throw new BenchException(
            "Of %d folders %d are packaged after %d s."
                .formatted(folders, packages(), PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private long packages() {
    return database.count(
        "SELECT count(DISTINCT package_name) FROM package_job WHERE state IN ('done', 'unchanged')");
  }

  /** What node and database have taken so far. */
  Taken taken() {
    database.execute("CHECKPOINT");
    return new Taken(
        System.nanoTime() / 1e9,
        Double.parseDouble(node.ask("cpu")),
        databaseSeconds(),
        database.count("SELECT pg_database_size(current_database())"));
  }

  /** Of all processes of the server that run; its connections are kept open. */
  private double databaseSeconds() {
    var server = ProcessHandle.of(postmaster).orElseThrow();
    return Stream.concat(Stream.of(server), server.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(it -> it.toNanos() / 1e9)
        .sum();
  }

  @Override
  public void close() {
    node.close();
    clients.close();
    aws.close();
    server.close();
  }
}
