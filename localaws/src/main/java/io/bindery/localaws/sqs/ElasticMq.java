package io.bindery.localaws.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.sqs.QueueCodec.StoredQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.DeduplicationId;
import org.elasticmq.ImmediateNextDelivery$;
import org.elasticmq.MessageAttribute;
import org.elasticmq.MessageContent;
import org.elasticmq.NewMessageData;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.TracingId;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.msg.CreateQueue;
import org.elasticmq.msg.LookupQueue;
import org.elasticmq.msg.RestoreMessages;
import org.elasticmq.msg.SendMessage;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.concurrent.Await;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Either;

/** An ElasticMQ of its own on an internal port, its state read from and written to a store. */
final class ElasticMq implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                loglevel = WARNING
                log-dead-letters = off
                daemonic = on
                jvm-exit-on-fatal-error = off
                jvm-shutdown-hooks = off
                coordinated-shutdown.run-by-jvm-shutdown-hook = off
                actor.default-dispatcher.fork-join-executor {
                  parallelism-min = 4
                  parallelism-max = 8
                }
                http.server {
                  # The gateway opens as many as it has requests, and the system drops what is beyond.
                  backlog = 4096
                  max-connections = 2048
                  # A long poll waits 20 s at most.
                  request-timeout = 40 s
                  idle-timeout = 300 s
                  parsing {
                    illegal-header-warnings = off
                    max-uri-length = 1m
                    max-content-length = 8m
                  }
                }
              }
              """)
          .withFallback(ConfigFactory.defaultReference(ElasticMq.class.getClassLoader()))
          .resolve();

  private final QueueStore store;
  private final ActorSystem system;
  private ActorRef keeper;
  private ActorRef manager;
  private SQSRestServer server;
  private int port;

  private ElasticMq(QueueStore store) {
    this.store = store;
    this.system = ActorSystem.create("localaws-sqs", CONFIG, ElasticMq.class.getClassLoader());
  }

  /**
   * Restores what {@code file} holds and answers on an internal port.
   *
   * @param publicPort the port that clients use; it stands in queue URLs
   */
  static ElasticMq start(Path file, int publicPort, String region, String account) {
    ElasticMq mq = new ElasticMq(QueueStore.open(file));
    try {
      mq.run(publicPort, region, account);
      return mq;
    } catch (RuntimeException e) {
      mq.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  /** Waits until all that was answered so far is kept. */
  void flush() {
    ask(keeper, QueueKeeper.Flush.INSTANCE);
  }

  void purged(String queue) {
    ask(keeper, new QueueKeeper.Purged(queue));
  }

  /**
   * Puts a message into the queue, as the query interface would; it is kept when this returns.
   *
   * @return whether the queue is there
   */
  boolean send(String queue, SqsService.Message message) {
    Option<ActorRef> found = lookup(queue);
    if (found.isEmpty()) {
      return false;
    }
    Map<String, MessageAttribute> attributes = new HashMap<>();
    message.attributes().forEach((name, a) -> attributes.put(name, attribute(a)));
    boolean fifo = queue.endsWith(".fifo");
    ask(
        found.get(),
        new SendMessage(
            new NewMessageData(
                Option.empty(),
                new MessageContent(message.body()),
                scala.collection.immutable.Map.from(CollectionConverters.asScala(attributes)),
                ImmediateNextDelivery$.MODULE$,
                fifo ? Option.apply(message.groupId()) : Option.empty(),
                fifo ? Option.apply(new DeduplicationId(sha256(message.body()))) : Option.empty(),
                0,
                message.traceHeader().isEmpty()
                    ? Option.empty()
                    : Option.apply(new TracingId(message.traceHeader())),
                Option.empty(),
                Option.empty())));
    return true;
  }

  @SuppressWarnings("unchecked") // ElasticMQ's answer to LookupQueue
  private Option<ActorRef> lookup(String queue) {
    return (Option<ActorRef>) ask(manager, new LookupQueue(queue));
  }

  /** A type may have a label behind a dot: Number.java.lang.Integer. */
  private static MessageAttribute attribute(SqsService.Attribute attribute) {
    int dot = attribute.type().indexOf('.');
    String kind = dot < 0 ? attribute.type() : attribute.type().substring(0, dot);
    return QueueCodec.attribute(
        new QueueCodec.StoredAttribute(
            kind, attribute.value(), dot < 0 ? null : attribute.type().substring(dot + 1)));
  }

  /** What a queue with content-based deduplication takes for the id. */
  private static String sha256(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(int publicPort, String region, String account) {
    keeper = system.actorOf(QueueKeeper.props(store), "keeper");
    manager =
        system.actorOf(
            Props.create(
                QueueManagerActor.class,
                () ->
                    new QueueManagerActor(
                        new NowProvider(), StrictSQSLimits$.MODULE$, Option.apply(keeper))),
            "queues");
    restore();
    server =
        SQSRestServerBuilder.withActorSystem(system)
            .withQueueManagerActor(manager)
            .withQueueEventListener(keeper)
            .withInterface("127.0.0.1")
            .withDynamicPort()
            .withServerAddress(new NodeAddress("http", "127.0.0.1", publicPort, ""))
            .withAWSRegion(region)
            .withAWSAccountId(account)
            .start();
    port = server.waitUntilStarted().localAddress().getPort();
  }

  /** A queue is created after its dead-letter queue, or it would not find it. */
  private void restore() {
    Map<String, String> kept = store.queues();
    List<StoredQueue> waiting = new ArrayList<>();
    kept.values().forEach(json -> waiting.add(QueueCodec.queue(json)));
    Set<String> created = new HashSet<>();
    while (!waiting.isEmpty()) {
      List<StoredQueue> ready =
          waiting.stream()
              .filter(
                  q ->
                      q.deadLetters() == null
                          || created.contains(q.deadLetters())
                          || q.deadLetters().equals(q.name())
                          || !kept.containsKey(q.deadLetters()))
              .toList();
      // Queues that are each other's dead-letter queue have no first one: take them as they come.
      for (StoredQueue queue : ready.isEmpty() ? List.copyOf(waiting) : ready) {
        restore(queue);
        created.add(queue.name());
        waiting.remove(queue);
      }
    }
  }

  private void restore(StoredQueue queue) {
    // Read first: creating the queue makes the keeper write.
    List<InternalMessage> messages =
        store.messages(queue.name()).stream().map(QueueCodec::message).toList();
    Object reply = ask(manager, new CreateQueue(QueueCodec.toCreate(queue)));
    if (reply instanceof Either<?, ?> either
        && either.isRight()
        && either.toOption().get() instanceof ActorRef actor) {
      ask(
          actor,
          new RestoreMessages(
              scala.collection.immutable.List.from(CollectionConverters.asScala(messages))));
    } else {
      throw new LocalAwsException(
          "The kept queue " + queue.name() + " cannot be created anew: " + reply);
    }
  }

  private static Object ask(ActorRef actor, Object message) {
    try {
      return Patterns.ask(actor, message, PATIENCE).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new LocalAwsException("The local SQS does not answer: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.waitUntilStarted().unbind();
    }
    system.terminate();
    try {
      Await.ready(
          system.whenTerminated(),
          scala.concurrent.duration.Duration.apply(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new LocalAwsException("The local SQS does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      store.close();
    }
  }
}
