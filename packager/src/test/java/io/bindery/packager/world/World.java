package io.bindery.packager.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.Faults;
import io.bindery.localaws.faulty.AwsProcess;
import io.bindery.localaws.storage.StorageGatewayService;
import io.bindery.packager.Packager;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.PartView;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A bucket with versions that is source and registry, the packager's queues, a queue that gets the
 * package events, a database, and nodes of the packager that can be started and killed.
 */
public final class World extends Buckets implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalServices services;
  private final AwsClients aws;
  private final TestDatabase database;
  private final Mailboxes mail;
  private final Map<ActorSystem<?>, AwsClients> nodes = new HashMap<>();
  private Packager packager;

  public World() {
    this(LocalServices.shared());
  }

  /** A world whose AWS can be frozen. */
  public World(AwsProcess process) {
    this(LocalServices.in(process));
  }

  private World(LocalServices services) {
    this(services, clients(services), TestDatabase.migrated(services));
  }

  private World(LocalServices services, AwsClients aws, TestDatabase database) {
    super(aws.s3());
    this.services = services;
    this.aws = aws;
    this.database = database;
    mail = new Mailboxes(aws);
  }

  /**
   * A world whose database is of an earlier build.
   *
   * @param schema its version
   * @param content inserts its rows
   */
  public static World ofEarlierBuild(String schema, String content) {
    var services = LocalServices.shared();
    var database = TestDatabase.ofEarlierBuild(services, schema);
    database.update(content);
    var world = new World(services, clients(services), database);
    Migrations.apply(DatabaseSettings.from(world.config(Map.of())));
    return world;
  }

  private static AwsClients clients(LocalServices services) {
    return new AwsClients(new AwsSettings("us-east-1", Optional.of(services.endpoint())));
  }

  private Config config(Map<String, ?> extra) {
    var settings = new HashMap<String, Object>();
    settings.put("bindery.aws.endpoint", services.endpoint().toString());
    settings.put("bindery.database.host", services.postgres().host());
    settings.put("bindery.database.port", services.postgres().port());
    settings.put("bindery.database.name", database.name());
    settings.put("bindery.database.user", services.postgres().user());
    settings.put("bindery.database.password", services.postgres().password());
    settings.put("bindery.database.ssl", false);
    settings.put("bindery.database.pool-size", 8);
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.packager.queue.url", mail.descriptions);
    settings.put("bindery.packager.queue.dead-letter-url", mail.deadLetters);
    settings.put("bindery.packager.queue.long-poll", "1s");
    settings.put("bindery.packager.queue.receivers", 1);
    // The last receive of a node that was killed may still be handed the message of the next one.
    settings.put("bindery.packager.queue.visibility-timeout", "10s");
    settings.put("bindery.packager.events.bus", mail.bus);
    settings.put("bindery.packager.notices.topic-arn", mail.topic);
    settings.put("bindery.packager.sources", List.of(bucket(), otherBucket()));
    settings.put("bindery.packager.registries", List.of(bucket(), otherBucket()));
    settings.put("bindery.packager.sweep-interval", "500ms");
    settings.put("bindery.packager.retry.first", "100ms");
    settings.put("bindery.packager.retry.longest", "1s");
    settings.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    settings.put("akka.coordinated-shutdown.run-by-actor-system-terminate", "off");
    settings.putAll(extra);
    return ConfigFactory.load(
        ConfigFactory.parseMap(settings)
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  /** All settings of a node, with others than usual. */
  public Config settings(Map<String, ?> others) {
    return config(others);
  }

  /** Where AWS is. */
  public URI endpoint() {
    return services.endpoint();
  }

  /** Starts a node that is a cluster of its own. */
  public ActorSystem<?> start() {
    return start(Map.of());
  }

  /** Starts a node that is a cluster of its own, with other settings than usual. */
  public ActorSystem<?> start(Map<String, ?> others) {
    var config = config(others);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bindery", config);
    return started(system, config, Cluster.get(system).selfMember().address());
  }

  /** Starts a node that joins another. */
  public ActorSystem<?> startBeside(ActorSystem<?> other) {
    var config = config(Map.of());
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bindery", config);
    return started(system, config, Cluster.get(other).selfMember().address());
  }

  private ActorSystem<?> started(ActorSystem<Void> system, Config config, Address join) {
    var clients = new AwsClients(AwsSettings.from(config));
    nodes.put(system, clients);
    Cluster.get(system).manager().tell(Join.create(join));
    packager = Packager.start(system, clients, PackagerSettings.from(config));
    await()
        .atMost(PATIENCE)
        .until(() -> Cluster.get(system).selfMember().status().equals(MemberStatus.up()));
    return system;
  }

  public Faults faults() {
    return services.aws().faults();
  }

  /** What stands in for AWS Storage Gateway. */
  public StorageGatewayService storageGateway() {
    return services.aws().storageGateway();
  }

  /** From now on the events of file gateways come to the packager's queue. */
  public void routeGatewayEvents() {
    var rule = LocalServices.unique("refreshed");
    aws.eventBridge()
        .putRule(
            request -> request.name(rule).eventPattern("{\"source\": [\"aws.storagegateway\"]}"))
        .join();
    var target = Target.builder().id("queue").arn(mail.arn(mail.descriptions)).build();
    aws.eventBridge().putTargets(request -> request.rule(rule).targets(target)).join();
  }

  public void send(String description) {
    mail.send(description);
  }

  /** The detail of the next event that tells of a revision of this package. */
  public JsonNode nextRevision(String name) {
    return nextEvent(name).path("detail");
  }

  /** The next event that tells of a revision of this package; those of others are passed over. */
  public JsonNode nextEvent(String name) {
    while (true) {
      var event = nextEvent();
      if (event.path("detail").path("handle").asText().equals(name)) {
        return event;
      }
    }
  }

  /** The next event that tells of a revision. */
  public JsonNode nextEvent() {
    return Mailboxes.json(mail.next(mail.events).body());
  }

  /** All events that tell of a revision of this package and have come, until none comes. */
  public List<JsonNode> takeEvents(String name) {
    var all = new ArrayList<JsonNode>();
    for (var some = takeEvents(); !some.isEmpty(); some = takeEvents()) {
      some.stream()
          .filter(event -> event.path("detail").path("handle").asText().equals(name))
          .forEach(all::add);
    }
    return all;
  }

  /** All notices of ends of jobs that have come, until none comes. */
  public List<JsonNode> takeNotices() {
    var all = new ArrayList<JsonNode>();
    for (var some = mail.take(mail.notices); !some.isEmpty(); some = mail.take(mail.notices)) {
      some.forEach(message -> all.add(Mailboxes.json(message.body())));
    }
    return all;
  }

  /** How it is with a dependency of a node. */
  public static PartView part(ActorSystem<?> node, String name) {
    return Health.get(node).parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The packager of the node that was started last. */
  public Packager packager() {
    return packager;
  }

  /** A topic of its own, and the queue that gets its messages as SNS wraps them. */
  public record Inbox(String topicArn, String queueUrl) {}

  public Inbox newInbox() {
    var url = mail.newQueue("inbox");
    var arn = newTopic(LocalServices.unique("inbox"));
    aws.sns()
        .subscribe(request -> request.topicArn(arn).protocol("sqs").endpoint(mail.arn(url)))
        .join();
    return new Inbox(arn, url);
  }

  /** The topic of notices. */
  public String topic() {
    return mail.topic;
  }

  public String newTopic(String name) {
    return aws.sns().createTopic(request -> request.name(name)).join().topicArn();
  }

  /** The next message of a topic, as SNS wraps it, whose subject names a package. */
  public JsonNode next(Inbox inbox, String name) {
    while (true) {
      var message = next(inbox);
      if (message.path("Subject").asText().startsWith("Package " + name + " ")) {
        return message;
      }
    }
  }

  /** The next message of a topic, as SNS wraps it. */
  public JsonNode next(Inbox inbox) {
    return Mailboxes.json(mail.next(inbox.queueUrl()).body());
  }

  /** The next notice of the end of a job. */
  public JsonNode nextNotice() {
    return Mailboxes.json(mail.next(mail.notices).body());
  }

  /** All events that tell of revisions and have come, or come within a second. */
  public List<JsonNode> takeEvents() {
    return mail.take(mail.events).stream().map(it -> Mailboxes.json(it.body())).toList();
  }

  /** What comes within a second. */
  public List<String> furtherEvents() {
    return mail.receive(mail.events, 1).stream().map(Message::body).toList();
  }

  /** The next message that was set aside. */
  public Message nextDeadLetter() {
    return mail.next(mail.deadLetters);
  }

  /** The newest job of a package, once it is in a state. */
  public Map<String, Object> awaitJob(String name, String... states) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(job(name).map(row -> (String) row.get("state")).orElse("none"))
                    .isIn((Object[]) states));
    return job(name).orElseThrow();
  }

  public Optional<Map<String, Object>> job(String name) {
    var rows =
        query(
            "SELECT * FROM package_job WHERE package_name = '%s' ORDER BY accepted_at DESC LIMIT 1"
                .formatted(name));
    return rows.stream().findFirst();
  }

  public List<Map<String, Object>> query(String sql) {
    return database.query(sql);
  }

  public void update(String sql) {
    database.update(sql);
  }

  /** Runs a statement in a transaction that lasts, with its locks, until this is closed. */
  public Held hold(String sql) {
    return database.hold(sql);
  }

  /** A transaction that changes nothing. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** Ends a node as a kill does: nothing is put in order, nobody is told. */
  public void kill(ActorSystem<?> node) {
    nodes.remove(node).close();
    node.terminate();
    node.getWhenTerminated().toCompletableFuture().join();
  }

  /** Ends a node in order. */
  public void stop(ActorSystem<?> node) {
    CoordinatedShutdown.get(node)
        .runAll(CoordinatedShutdown.actorSystemTerminateReason())
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() {
    nodes.keySet().forEach(ActorSystem::terminate);
    nodes.keySet().forEach(node -> node.getWhenTerminated().toCompletableFuture().join());
    nodes.values().forEach(AwsClients::close);
    aws.close();
  }
}
