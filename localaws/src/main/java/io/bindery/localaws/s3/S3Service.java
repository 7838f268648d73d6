package io.bindery.localaws.s3;

import io.bindery.localaws.Faults;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.exchange.SourceObjects;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.StreamingService;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** S3. Any credentials are good: signatures are not looked at. */
public final class S3Service implements StreamingService, SourceObjects, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(S3Service.class);

  private final ObjectStore store;
  private final Faults faults;
  private final S3Routes routes;

  private S3Service(
      ObjectStore store,
      Path directory,
      ChangePublisher publisher,
      Faults faults,
      String account,
      String region) {
    this.store = store;
    this.faults = faults;
    Notifications notifications = new Notifications(directory.resolve("s3-notifications.json"));
    Sequencer sequencer = new Sequencer(directory.resolve("s3-sequencer.json"));
    ChangeTeller teller = new ChangeTeller(notifications, sequencer, publisher, account, region);
    this.routes = new S3Routes(store, notifications, teller, region);
  }

  /**
   * Opens the objects in {@code directory}.
   *
   * @throws LocalAwsException if they cannot be read
   */
  public static S3Service open(
      Path directory, ChangePublisher publisher, Faults faults, String account, String region) {
    ObjectStore store = ObjectStore.open(directory.resolve("objects"));
    try {
      return new S3Service(store, directory, publisher, faults, account, region);
    } catch (RuntimeException e) {
      close(store);
      throw e;
    }
  }

  @Override
  public boolean hasBucket(String bucket) {
    return store.bucket(bucket).isPresent();
  }

  @Override
  public OptionalLong sizeOf(String bucket, String key) {
    return store
        .bucket(bucket)
        .flatMap(b -> b.newest(key))
        .filter(version -> !version.marker())
        .map(version -> OptionalLong.of(version.size()))
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public void handle(Exchange exchange, Executor workers) {
    workers.execute(() -> guarded(exchange));
  }

  private void guarded(Exchange exchange) {
    S3Request request;
    try {
      request = S3Request.of(exchange);
    } catch (AwsError e) {
      S3Request.unnamed(exchange).refuse(e);
      return;
    }
    guarded(request);
  }

  private void guarded(S3Request request) {
    try {
      Expiry.require(request, Instant.now());
      S3Routes.Operation operation = routes.of(request);
      if (operation.readsObject() && faults.takeObjectReadFailure()) {
        throw new AwsError(503, "SlowDown", "Please reduce your request rate.");
      }
      operation.work().accept(request);
    } catch (AwsError e) {
      request.refuse(e);
    } catch (StoreException | LocalAwsException e) {
      // Such as a full disk. Clients try again what is answered 503.
      LOG.warn("{} {} failed: {}", request.method(), request.exchange().rawPath(), e.getMessage());
      request.refuse(
          new AwsError(
              503, "ServiceUnavailable", "The disk does not take the write: " + e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.exchange().rawPath(), e);
      request.refuse(new AwsError(500, "InternalError", "We encountered an internal error: " + e));
    }
  }

  private static void close(ObjectStore store) {
    try {
      store.close();
    } catch (IOException e) {
      throw new LocalAwsException("The objects cannot be closed in order: " + e, e);
    }
  }

  @Override
  public void close() {
    close(store);
  }
}
