package io.bindery.service.http;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.Faults;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.exchange.DataExchangeService;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Database and AWS on loopback, services on them, and a client of their HTTP API. */
public final class ServiceFixture implements AutoCloseable {
  private static final String REGION = "us-east-1";

  final LocalPostgres postgres = MigratedPostgres.start();
  final LocalAws local = LocalAws.startTemporary();
  final HttpClient client = new CheckedClient(HttpClient.newHttpClient());
  public final AwsClients aws;
  private final Map<String, Object> settings;

  public ServiceFixture() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    aws = new AwsClients(new AwsSettings(REGION, Optional.of(local.endpoint())));
    settings =
        Map.ofEntries(
            Map.entry("bindery.aws.endpoint", local.endpoint().toString()),
            Map.entry("bindery.database.host", postgres.host()),
            Map.entry("bindery.database.port", postgres.port()),
            Map.entry("bindery.database.name", postgres.database()),
            Map.entry("bindery.database.user", postgres.user()),
            Map.entry("bindery.database.password", postgres.password()),
            Map.entry("bindery.database.ssl", false),
            Map.entry("bindery.database.pool-size", 8),
            Map.entry("bindery.cluster.port", 0),
            Map.entry("bindery.http.port", 0),
            Map.entry("bindery.router.queue.url", queue("notices")),
            Map.entry("bindery.router.queue.dead-letter-url", queue("notices-dead")),
            Map.entry("bindery.router.queue.long-poll", "2 s"),
            Map.entry("bindery.router.queue.receivers", 1),
            Map.entry("bindery.router.bucket-names", "lab"),
            Map.entry("bindery.packager.queue.url", queue("packager")),
            Map.entry("bindery.packager.queue.dead-letter-url", queue("packager-dead")),
            Map.entry("bindery.packager.queue.long-poll", "2 s"),
            Map.entry("bindery.packager.queue.receivers", 1),
            Map.entry("akka.cluster.jmx.multi-mbeans-in-same-jvm", true));
  }

  /** Starts a node with more settings than those of the fixture. */
  public BinderyService start(String more) {
    return checked(
        BinderyService.start(
            ConfigLoader.load(
                Optional.empty(),
                ConfigFactory.parseString(more).withFallback(ConfigFactory.parseMap(settings)))));
  }

  /** What it answers to a client of this fixture is held against its OpenAPI document. */
  private static BinderyService checked(BinderyService service) {
    service.http().ifPresent(CheckedClient::know);
    return service;
  }

  /** A port that nobody listens at, for the first node of a cluster. */
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the fixture's settings, and more, into a file that a command can be given. */
  public Path configFile(Path directory, String more) {
    try {
      return Files.writeString(
          directory.resolve("fixture.conf"),
          ConfigFactory.parseString(more)
              .withFallback(ConfigFactory.parseMap(settings))
              .root()
              .render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a node in an environment; what it watches is said by that or by the settings. */
  BinderyService start(String more, Map<String, String> environment) {
    return checked(
        BinderyService.start(
            ConfigLoader.load(
                Optional.empty(),
                ConfigFactory.parseString(more)
                    .withFallback(
                        ConfigFactory.parseMap(settings)
                            .withoutPath("bindery.router.bucket-names")),
                environment)));
  }

  public HttpResponse<String> get(URI uri, String... headers) {
    return send("GET", uri, "", headers);
  }

  public HttpResponse<String> send(String method, URI uri, String body, String... headers) {
    var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query, each as its columns joined by a blank. */
  public List<String> query(String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getObject(i)));
        }
        result.add(String.join(" ", row));
      }
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes the database by hand. */
  public void update(String sql) {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An EventBridge event about one object, on one line. */
  public static String event(String bucket, String key) {
    return """
        {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created",
        "source":"aws.s3","account":"111122223333","time":"2026-11-12T00:00:00Z","region":"us-east-1",
        "resources":["arn:aws:s3:::%1$s"],"detail":{"version":"0","bucket":{"name":"%1$s"},
        "object":{"key":"%2$s","size":5,"etag":"b1946ac92492d2347c6235b4d2611184",
        "version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},
        "request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","reason":"PutObject"}}"""
        .formatted(bucket, key)
        .replace("\n", "");
  }

  public void createBucket(String name) {
    aws.s3().createBucket(r -> r.bucket(name)).join();
  }

  /** What the local AWS refuses on order. */
  public Faults faults() {
    return local.faults();
  }

  /** What the local Data Exchange does, beside what clients see. */
  public DataExchangeService exchange() {
    return local.dataExchange();
  }

  /** A new data set of Data Exchange, by its id. */
  public String dataSet() {
    return aws.dataExchange()
        .createDataSet(r -> r.assetType(AssetType.S3_SNAPSHOT).name("runs").description("of a lab"))
        .join()
        .id();
  }

  /** Where AWS is. */
  public URI endpoint() {
    return local.endpoint();
  }

  /** Puts an object of one byte; nobody is told. */
  public void put(String bucket, String key) {
    put(bucket, key, "x");
  }

  public void put(String bucket, String key, String content) {
    aws.s3().putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromString(content)).join();
  }

  /** Sends a message to a queue of this name. */
  public void send(String queue, String body) {
    var url = queue(queue);
    aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody(body)).join();
  }

  /** The content of an object. */
  public String get(String bucket, String key) {
    return aws.s3()
        .getObject(r -> r.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
        .join()
        .asUtf8String();
  }

  public void remove(String bucket, String key) {
    aws.s3().deleteObject(r -> r.bucket(bucket).key(key)).join();
  }

  /** What was put before is then in the past, also for a listing, which counts whole seconds. */
  public void awaitNextSecond() {
    var next = Instant.now().plusSeconds(1);
    await().until(() -> Instant.now().isAfter(next));
  }

  /** Makes a versioned bucket that tells EventBridge of each write. */
  public void createWatchedBucket(String name) {
    createBucket(name);
    aws.s3()
        .putBucketVersioning(
            r ->
                r.bucket(name)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))
        .join();
    aws.s3()
        .putBucketNotificationConfiguration(
            r -> r.bucket(name).notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
        .join();
  }

  /** Sends the events of a bus that fit a pattern to a queue, as they are or transformed. */
  void rule(String bus, String name, String pattern, String queueUrl, InputTransformer input) {
    aws.eventBridge().putRule(r -> r.eventBusName(bus).name(name).eventPattern(pattern)).join();
    var arn =
        aws.sqs()
            .getQueueAttributes(
                r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
            .join()
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    var target = Target.builder().id(name).arn(arn).inputTransformer(input).build();
    aws.eventBridge().putTargets(r -> r.eventBusName(bus).rule(name).targets(target)).join();
  }

  /** Makes a topic whose messages come into a queue of its name. */
  void topic(String name) {
    var arn = aws.sns().createTopic(r -> r.name(name)).join().topicArn();
    var queue =
        aws.sqs()
            .getQueueAttributes(
                r -> r.queueUrl(queue(name)).attributeNames(QueueAttributeName.QUEUE_ARN))
            .join()
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    aws.sns().subscribe(r -> r.topicArn(arn).protocol("sqs").endpoint(queue)).join();
  }

  /** The next message of such a topic, as SNS wraps it. */
  JsonNode nextNotice(String topic) throws IOException {
    var found = new ArrayList<Message>();
    var url = queue(topic);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                found.addAll(
                    aws.sqs()
                        .receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(1))
                        .join()
                        .messages()));
    aws.sqs()
        .deleteMessage(r -> r.queueUrl(url).receiptHandle(found.get(0).receiptHandle()))
        .join();
    return new JsonMapper().readTree(found.get(0).body());
  }

  /** The address of a queue, which is made unless it is there. */
  public String queue(String name) {
    return aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  @Override
  public void close() {
    aws.close();
    local.close();
    postgres.close();
  }
}
