package io.bindery.packager.content;

import io.bindery.packager.failure.PackagingException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Hashes the body of one answer as it arrives, one buffer at a time; nothing of it is kept. The SDK
 * calls {@link #prepare} anew for each try, so a body that breaks off is read again from its start.
 */
final class HashingTransformer implements AsyncResponseTransformer<GetObjectResponse, byte[]> {
  private final Supplier<PartHasher> hashers;
  private final long expected;
  private final LongConsumer read;
  private final BooleanSupplier cancelled;
  private volatile CompletableFuture<byte[]> result = new CompletableFuture<>();

  /**
   * @param expected how many bytes the body must have
   * @param read is told of bytes as they arrive
   * @param cancelled asked at each buffer
   */
  HashingTransformer(
      Supplier<PartHasher> hashers, long expected, LongConsumer read, BooleanSupplier cancelled) {
    this.hashers = hashers;
    this.expected = expected;
    this.read = read;
    this.cancelled = cancelled;
  }

  @Override
  public CompletableFuture<byte[]> prepare() {
    result = new CompletableFuture<>();
    return result;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    // The length is checked where it cannot lie: at the bytes.
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    publisher.subscribe(new Body(result));
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    result.completeExceptionally(error);
  }

  private final class Body implements Subscriber<ByteBuffer> {
    private final CompletableFuture<byte[]> target;
    private final PartHasher hasher = hashers.get();
    private Subscription subscription;
    private long seen;

    Body(CompletableFuture<byte[]> target) {
      this.target = target;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      int count = bytes.remaining();
      seen += count;
      if (cancelled.getAsBoolean()) {
        stop(new CancellationException("hashing was cancelled"));
        return;
      }
      if (seen > expected) {
        stop(wrongLength());
        return;
      }
      hasher.update(bytes);
      read.accept(count);
      subscription.request(1);
    }

    @Override
    public void onError(Throwable error) {
      target.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      if (seen == expected) {
        target.complete(hasher.finish());
      } else {
        target.completeExceptionally(wrongLength());
      }
    }

    private void stop(RuntimeException reason) {
      subscription.cancel();
      target.completeExceptionally(reason);
    }

    private PackagingException wrongLength() {
      return PackagingException.passing(
          "S3 sent %s%d bytes instead of %d"
              .formatted(seen > expected ? "at least " : "", seen, expected));
    }
  }
}
