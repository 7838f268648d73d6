package io.bindery.packager.content;

import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
  private final HashingJob job;
  private volatile CompletableFuture<byte[]> result = new CompletableFuture<>();

  /**
   * @param expected how many bytes the body must have
   * @param job told of bytes, and asked, at each buffer
   */
  HashingTransformer(Supplier<PartHasher> hashers, long expected, HashingJob job) {
    this.hashers = hashers;
    this.expected = expected;
    this.job = job;
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
      if (job.isCancelled()) {
        stop(new CancellationException("hashing was cancelled"));
        return;
      }
      if (seen > expected) {
        stop(new WrongLengthException(expected, seen));
        return;
      }
      hasher.update(bytes);
      job.hashed(count);
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
        target.completeExceptionally(new WrongLengthException(expected, seen));
      }
    }

    private void stop(RuntimeException reason) {
      subscription.cancel();
      target.completeExceptionally(reason);
    }
  }
}
