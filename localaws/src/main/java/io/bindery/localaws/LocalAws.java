package io.bindery.localaws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.events.EventSink;
import io.bindery.localaws.events.EventsService;
import io.bindery.localaws.exchange.DataExchangeService;
import io.bindery.localaws.http.Gateway;
import io.bindery.localaws.http.Upstream;
import io.bindery.localaws.s3.ChangePublisher;
import io.bindery.localaws.s3.S3Service;
import io.bindery.localaws.sns.SnsService;
import io.bindery.localaws.sqs.SqsService;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.DirectoryLock;
import io.bindery.localaws.state.EarlierLayout;
import io.bindery.localaws.storage.StorageGatewayService;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpClient;

/**
 * S3, SQS, SNS, EventBridge, Data Exchange, the Marketplace Catalog and the refreshes of Storage
 * Gateway behind one endpoint on 127.0.0.1. Buckets with all versions, queues with their messages,
 * topics, subscriptions, rules, bucket notifications, data sets and products lie in the data
 * directory and are there again after a restart, also after a kill. Use path-style S3 and any
 * credentials.
 */
public final class LocalAws implements AutoCloseable {
  private static final String REGION = "us-east-1";
  private static final String ACCOUNT = "000000000000";

  private final Faults faults = new Faults();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private int port;
  private StorageGatewayService storageGateway;
  private DataExchangeService dataExchange;

  private LocalAws() {}

  /**
   * Starts all services and returns when they answer.
   *
   * @throws LocalAwsException if the port is in use, the directory is not writable or in use, the
   *     disk is full, or a part does not come up
   */
  public static LocalAws start(LocalAwsSettings settings) {
    LocalAws aws = new LocalAws();
    try {
      aws.run(settings);
      return aws;
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  /** Starts on a free port in a temporary directory, which {@link #close} removes. */
  public static LocalAws startTemporary() {
    Path directory = DataDirectory.temporary("bindery-localaws-");
    LocalAws aws = new LocalAws();
    aws.parts.push(() -> DataDirectory.delete(directory));
    try {
      aws.run(new LocalAwsSettings(directory, 0));
      return aws;
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  private void run(LocalAwsSettings settings) {
    Path directory = settings.dataDirectory();
    DataDirectory.prepare(directory, settings.minimumFreeBytes());
    parts.push(DirectoryLock.acquire(directory));
    EarlierLayout.refuse(directory);
    Gateway gateway = Gateway.bind(settings.port());
    parts.push(gateway);
    port = gateway.port();
    HttpClient client = Upstream.newClient();
    parts.push(client::stop);
    Links links = new Links();
    // Both read what they have kept, and neither needs the other for that.
    CompletableFuture<S3Service> s3 =
        aside("s3", () -> S3Service.open(directory, links, faults, ACCOUNT, REGION));
    parts.push(() -> s3.handle(LocalAws::closeIfOpen).join());
    links.sqs =
        SqsService.start(directory.resolve("sqs.log"), port, REGION, ACCOUNT, client, faults);
    parts.push(links.sqs);
    links.sns = new SnsService(directory, links.sqs, endpoint(), ACCOUNT, REGION);
    parts.push(links.sns);
    links.events = new EventsService(directory, links, faults, ACCOUNT, REGION);
    storageGateway = new StorageGatewayService(links.events::publish, faults, ACCOUNT, REGION);
    parts.push(storageGateway);
    S3Service objects = opened(s3);
    dataExchange = DataExchangeService.open(directory, objects, ACCOUNT, REGION);
    parts.push(dataExchange);
    gateway.serve(
        new Gateway.Services(
            objects,
            links.sqs,
            links.sns,
            links.events,
            storageGateway,
            dataExchange,
            dataExchange.catalog()),
        faults);
    // Closed first: no request may meet a part that is gone.
    parts.remove(gateway);
    parts.push(gateway);
  }

  private static <T> CompletableFuture<T> aside(String name, Supplier<T> start) {
    return CompletableFuture.supplyAsync(
        start, task -> new Thread(task, "localaws-start-" + name).start());
  }

  private static S3Service opened(CompletableFuture<S3Service> s3) {
    try {
      return s3.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** One that could not be opened has closed itself, and the start has said why. */
  private static boolean closeIfOpen(S3Service s3, Throwable failure) {
    if (failure == null) {
      s3.close();
    }
    return failure == null;
  }

  /** For all services. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String region() {
    return REGION;
  }

  /** What file gateways were asked for, and the pace of their work. */
  public StorageGatewayService storageGateway() {
    return storageGateway;
  }

  /** Data Exchange and the Marketplace Catalog: quotas, failures on order, and what went wrong. */
  public DataExchangeService dataExchange() {
    return dataExchange;
  }

  /** Failures on order, for tests. */
  public Faults faults() {
    return faults;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    LocalAwsException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new LocalAwsException("The local services did not stop in order: " + e, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The ways between the services, which know each other only by these. */
  private static final class Links implements ChangePublisher, EventSink {
    private SqsService sqs;
    private SnsService sns;
    private EventsService events;

    @Override
    public void toEventBridge(ObjectNode event) {
      events.publish(event);
    }

    @Override
    public void toQueue(String queueArn, String message) {
      sqs.send(queueArn, new SqsService.Message(message));
    }

    @Override
    public void toQueue(
        String queueArn,
        String message,
        String groupId,
        String traceHeader,
        Map<String, String> attributes) {
      Map<String, SqsService.Attribute> typed = new HashMap<>();
      attributes.forEach(
          (name, value) -> typed.put(name, new SqsService.Attribute("String", value)));
      sqs.send(queueArn, new SqsService.Message(message, typed, groupId, traceHeader));
    }

    @Override
    public void toTopic(String topicArn, String message) {
      toTopic(topicArn, message, "");
    }

    @Override
    public void toTopic(String topicArn, String message, String traceHeader) {
      sns.publish(topicArn, message, traceHeader);
    }
  }
}
