package io.bindery.localaws.s3;

import io.bindery.localaws.Faults;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.StreamingService;
import io.bindery.localaws.http.Upstream;
import io.bindery.localaws.http.Xml;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * S3 as clients see it: S3Mock's objects, with one writer at a time for each object, and every
 * change told to EventBridge, queues and topics before the client gets its answer.
 */
public final class S3Service implements StreamingService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Service.class);
  private static final int MAX_CONTROL_BODY = 4 << 20;

  private final S3MockProcess process;
  private final HttpClient client;
  private final Notifications notifications;
  private final Sequencer sequencer;
  private final KeyLocks locks = new KeyLocks();
  private final ChangePublisher publisher;
  private final Faults faults;
  private final String account;
  private final String region;
  private Upstream upstream;
  private ObjectReader objects;
  private ChangeTeller teller;

  private S3Service(
      S3MockProcess process,
      HttpClient client,
      Path directory,
      ChangePublisher publisher,
      Faults faults,
      String account,
      String region) {
    this.process = process;
    this.client = client;
    this.notifications = new Notifications(directory.resolve("s3-notifications.json"));
    this.sequencer = new Sequencer(directory.resolve("s3-sequencer.json"));
    this.publisher = publisher;
    this.faults = faults;
    this.account = account;
    this.region = region;
  }

  /** Launches the server behind; it answers after {@link #await}. */
  public static S3Service launch(
      Path directory,
      HttpClient client,
      ChangePublisher publisher,
      Faults faults,
      String account,
      String region) {
    S3MockProcess process = S3MockProcess.launch(directory);
    try {
      return new S3Service(process, client, directory, publisher, faults, account, region);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** Waits until the server behind answers. */
  public void await(Duration timeout) {
    process.await(timeout);
    upstream = Upstream.of(client, URI.create("http://127.0.0.1:" + process.port()));
    objects = new ObjectReader(upstream);
    teller = new ChangeTeller(notifications, sequencer, publisher, objects, account, region);
  }

  /** The process behind, for those who measure or kill it. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void handle(Exchange exchange, Executor workers) {
    S3Operation operation =
        S3Operation.of(
            exchange.method(),
            exchange.rawPath(),
            exchange.rawQuery(),
            !exchange.header("x-amz-copy-source").isEmpty());
    switch (operation.kind()) {
      case OTHER -> upstream.stream(exchange);
      case GET_OBJECT -> {
        if (faults.takeObjectReadFailure()) {
          refuse(exchange, new AwsError(503, "SlowDown", "Please reduce your request rate."));
        } else {
          upstream.stream(exchange);
        }
      }
      default -> workers.execute(() -> guarded(exchange, operation));
    }
  }

  private void guarded(Exchange exchange, S3Operation operation) {
    try {
      switch (operation.kind()) {
        case PUT_OBJECT -> create(exchange, operation, "PutObject");
        case COPY_OBJECT -> create(exchange, operation, "CopyObject");
        case COMPLETE_MULTIPART -> create(exchange, operation, "CompleteMultipartUpload");
        case POST_OBJECT -> post(exchange, operation);
        case DELETE_OBJECT -> delete(exchange, operation);
        case DELETE_OBJECTS -> deleteMany(exchange, operation);
        case DELETE_BUCKET -> deleteBucket(exchange, operation);
        case GET_NOTIFICATION -> getNotification(exchange, operation);
        case PUT_NOTIFICATION -> putNotification(exchange, operation);
        case LIST_VERSIONS -> listVersions(exchange);
        case GET_OBJECT, OTHER -> throw new IllegalStateException("streamed: " + operation);
      }
    } catch (AwsError e) {
      refuse(exchange, e);
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", exchange.method(), exchange.rawPath(), e);
      exchange.fail(e);
    }
  }

  private void create(Exchange exchange, S3Operation operation, String reason) {
    write(exchange, operation.bucket(), operation.key(), reason, () -> upstream.forward(exchange));
  }

  private void write(
      Exchange exchange,
      String bucket,
      String key,
      String reason,
      Supplier<Upstream.Answer> forward) {
    exchange.answer(
        locks.exclusively(
            bucket,
            List.of(key),
            () -> {
              Upstream.Answer answer = forward.get();
              if (answer.ok() && !notifications.of(bucket).silent()) {
                teller.created(exchange, bucket, key, answer, reason);
              }
              return answer;
            }));
  }

  private void post(Exchange exchange, S3Operation operation) {
    byte[] body = exchange.readBody(PostForm.MAX_BYTES);
    String key = PostForm.key(exchange.header("Content-Type"), body);
    write(exchange, operation.bucket(), key, "POST Object", () -> upstream.forward(exchange, body));
  }

  private void delete(Exchange exchange, S3Operation operation) {
    delete(
        exchange,
        operation.bucket(),
        List.of(new DeleteRequest.Item(operation.key(), operation.versionId())),
        () -> withMarkersVersion(operation, upstream.forward(exchange)),
        answer -> List.of());
  }

  /** S3 answers with the version of the new delete marker, S3Mock with that of what it hides. */
  private Upstream.Answer withMarkersVersion(S3Operation operation, Upstream.Answer answer) {
    if (!operation.versionId().isEmpty() || !answer.header("x-amz-delete-marker").equals("true")) {
      return answer;
    }
    return objects
        .latestDeleteMarker(operation.bucket(), operation.key())
        .map(
            marker ->
                new Upstream.Answer(
                    answer.status(),
                    HttpFields.build(answer.headers()).put("x-amz-version-id", marker),
                    answer.body()))
        .orElse(answer);
  }

  private void deleteMany(Exchange exchange, S3Operation operation) {
    byte[] body = exchange.readBody(MAX_CONTROL_BODY);
    delete(
        exchange,
        operation.bucket(),
        DeleteRequest.parse(body),
        () -> upstream.forward(exchange, body),
        answer -> DeleteRequest.errors(answer.body()));
  }

  private void delete(
      Exchange exchange,
      String bucket,
      List<DeleteRequest.Item> items,
      Supplier<Upstream.Answer> forward,
      Function<Upstream.Answer, List<DeleteRequest.Item>> failures) {
    exchange.answer(
        locks.exclusively(
            bucket,
            items.stream().map(DeleteRequest.Item::key).toList(),
            () -> {
              // Deleting what is not there succeeds too, but is no change to tell of.
              List<DeleteRequest.Item> existing =
                  notifications.of(bucket).silent()
                      ? List.of()
                      : items.stream()
                          .filter(item -> objects.exists(bucket, item.key(), item.versionId()))
                          .toList();
              Upstream.Answer answer = forward.get();
              if (answer.ok()) {
                List<DeleteRequest.Item> failed = failures.apply(answer);
                existing.stream()
                    .filter(item -> !failed.contains(item))
                    .forEach(
                        item -> teller.deleted(exchange, bucket, item.key(), item.versionId()));
              }
              return answer;
            }));
  }

  private void deleteBucket(Exchange exchange, S3Operation operation) {
    Upstream.Answer answer = upstream.forward(exchange);
    if (answer.ok()) {
      notifications.put(operation.bucket(), Notifications.Configuration.NONE);
    }
    exchange.answer(answer);
  }

  private void listVersions(Exchange exchange) {
    Upstream.Answer all =
        upstream.send(
            "GET",
            exchange.rawPath() + "?" + VersionPage.unpaged(exchange.rawQuery()),
            HttpFields.EMPTY,
            new byte[0]);
    exchange.answer(VersionPage.cut(all, S3Operation.query(exchange.rawQuery())));
  }

  private void getNotification(Exchange exchange, S3Operation operation) {
    objects.requireBucket(operation.bucket());
    exchange.answer(
        AwsResponse.xml(200, Notifications.render(notifications.of(operation.bucket()))));
  }

  private void putNotification(Exchange exchange, S3Operation operation) {
    byte[] body = exchange.readBody(MAX_CONTROL_BODY);
    objects.requireBucket(operation.bucket());
    Notifications.Configuration configuration = Notifications.parse(body);
    try {
      configuration
          .destinations()
          .forEach(to -> teller.test(to, operation.bucket(), exchange.requestId()));
    } catch (AwsError e) {
      throw new AwsError(
          400,
          "InvalidArgument",
          "Unable to validate the following destination configurations: " + e.getMessage());
    }
    notifications.put(operation.bucket(), configuration);
    exchange.answer(AwsResponse.empty(200));
  }

  private static void refuse(Exchange exchange, AwsError error) {
    exchange.answer(
        AwsResponse.xml(
            error.status(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>"
                + Xml.element("Code", error.code())
                + Xml.element("Message", error.getMessage())
                + Xml.element("Resource", exchange.rawPath())
                + Xml.element("RequestId", exchange.requestId())
                + "</Error>"));
  }

  @Override
  public void close() {
    process.close();
  }
}
