package io.bindery.router;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.faulty.AwsProcess;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.health.Health;
import io.bindery.platform.queue.ObjectTaker;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A router of one node on a real Postgres, and on S3's neighbours on loopback. */
final class RouterFixture implements AutoCloseable {
  /** A cluster of one has nobody to wait for; the service sets the same. */
  private static final Config ALONE =
      ConfigFactory.parseString(
          """
          akka.cluster { gossip-interval = 100 ms, leader-actions-interval = 100 ms, periodic-tasks-initial-delay = 100 ms
            sharding.retry-interval = 200 ms, singleton.hand-over-retry-interval = 200 ms }
          """);

  final LocalPostgres postgres = MigratedPostgres.start();

  /** Null where AWS is a process of its own. */
  final LocalAws local;

  final AwsClients aws;
  final String notices;
  final String deadLetters;
  final String announcements;

  private final AutoCloseable services;
  private Optional<ActorSystem<Void>> system = Optional.empty();
  private Optional<Router> router = Optional.empty();

  RouterFixture() {
    this(LocalAws.startTemporary());
  }

  private RouterFixture(LocalAws local) {
    this(local, local.endpoint(), local);
  }

  /** One whose AWS can be frozen; it is closed with the fixture. */
  RouterFixture(AwsProcess process) {
    this(null, process.endpoint(), process);
  }

  private RouterFixture(LocalAws local, URI endpoint, AutoCloseable services) {
    this.local = local;
    this.services = services;
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(endpoint)));
    notices = createQueue("notices");
    deadLetters = createQueue("dead-letters");
    announcements = createQueue("announcements");
    route("default", announcements);
  }

  /** Starts a node with more settings than the defaults. */
  void startRouter(String settings) {
    startRouter(settings, aws);
  }

  void startRouter(String settings, AwsClients clients) {
    var config = ConfigFactory.load(config(settings));
    var started = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    system = Optional.of(started);
    var cluster = Cluster.get(started);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    router =
        Optional.of(Router.start(started, clients, RouterSettings.from(config), ObjectTaker.NONE));
  }

  Router router() {
    return router.orElseThrow();
  }

  /** How many messages a dependency of the node did not answer. */
  long unanswered(String part) {
    return Health.get(system.orElseThrow()).parts().stream()
        .filter(view -> view.name().equals(part))
        .findFirst()
        .orElseThrow()
        .unanswered();
  }

  void stopRouter() {
    if (system.isPresent()) {
      router.orElseThrow().drain().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
      system.get().terminate();
      system.get().getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
      system = Optional.empty();
    }
  }

  /** Ends the node at once, whatever is under way. */
  void crash() {
    system.orElseThrow().terminate();
    system.get().getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    system = Optional.empty();
  }

  void send(String body) {
    aws.sqs().sendMessage(r -> r.queueUrl(notices).messageBody(body)).join();
  }

  /** What arrived in a queue, taken out of it. */
  List<Message> receive(String queueUrl) {
    var all = new ArrayList<Message>();
    while (true) {
      var some =
          aws.sqs()
              .receiveMessage(
                  r ->
                      r.queueUrl(queueUrl)
                          .maxNumberOfMessages(10)
                          .waitTimeSeconds(0)
                          .messageAttributeNames("All")
                          .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
              .join()
              .messages();
      if (some.isEmpty()) {
        return all;
      }
      all.addAll(some);
      some.forEach(
          m ->
              aws.sqs()
                  .deleteMessage(r -> r.queueUrl(queueUrl).receiptHandle(m.receiptHandle()))
                  .join());
    }
  }

  /** Whether every notice was received and deleted. */
  boolean allNoticesDone() {
    var counts =
        aws.sqs()
            .getQueueAttributes(
                r ->
                    r.queueUrl(notices)
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .join()
            .attributes();
    return counts.values().stream().allMatch("0"::equals);
  }

  /** The rows of a query, each as its columns joined by a blank. */
  List<String> query(String sql) {
    try (var connection = connection();
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

  void update(String sql) {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection connection() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  Config config(String settings) {
    return ConfigFactory.parseString(settings)
        .withFallback(
            ConfigFactory.parseMap(
                Map.ofEntries(
                    Map.entry("bindery.database.host", postgres.host()),
                    Map.entry("bindery.database.port", postgres.port()),
                    Map.entry("bindery.database.name", postgres.database()),
                    Map.entry("bindery.database.user", postgres.user()),
                    Map.entry("bindery.database.password", postgres.password()),
                    Map.entry("bindery.database.ssl", false),
                    Map.entry("bindery.database.pool-size", 8),
                    Map.entry("bindery.cluster.port", 0),
                    Map.entry("bindery.router.queue.url", notices),
                    Map.entry("bindery.router.queue.dead-letter-url", deadLetters),
                    Map.entry("bindery.router.queue.long-poll", "1 s"),
                    Map.entry("bindery.router.queue.receivers", 1),
                    Map.entry("akka.cluster.jmx.multi-mbeans-in-same-jvm", true))))
        .withFallback(ALONE)
        .withFallback(ConfigFactory.parseResourcesAnySyntax("application"));
  }

  /** Sends the announcements on a bus to a queue. */
  void route(String bus, String queueUrl) {
    aws.eventBridge()
        .putRule(
            r ->
                r.eventBusName(bus)
                    .name("announced")
                    .eventPattern("{\"source\":[\"com.quiltdata.edp\"]}"))
        .join();
    var target = Target.builder().id("queue").arn(arn(queueUrl)).build();
    aws.eventBridge().putTargets(r -> r.eventBusName(bus).rule("announced").targets(target)).join();
  }

  /** A new queue that is subscribed to a topic. */
  String subscribedTo(String topicArn, String queue) {
    var url = createQueue(queue);
    aws.sns().subscribe(r -> r.topicArn(topicArn).protocol("sqs").endpoint(arn(url))).join();
    return url;
  }

  String createQueue(String name) {
    return aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  String arn(String queueUrl) {
    return aws.sqs()
        .getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  @Override
  public void close() {
    stopRouter();
    aws.close();
    try {
      services.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    postgres.close();
  }
}
