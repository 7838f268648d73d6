package io.bindery.packager.content;

import io.bindery.platform.failure.Causes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
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
 * It may tell once more of the failure of a try when the next one has begun, which must not end
 * that one as well.
 */
final class HashingTransformer
    implements AsyncResponseTransformer<GetObjectResponse, List<byte[]>> {
  private final Supplier<PartHasher> hashers;
  private final Span span;
  private final long objectSize;
  private final HashingJob job;
  private volatile CompletableFuture<List<byte[]>> result = new CompletableFuture<>();
  private volatile OptionalLong total = OptionalLong.empty();

  /** What tries have failed with: each failure is told several times, in other wrappers. */
  private final Set<Throwable> failures =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /**
   * @param span what the body must be; the answer has a hash for each of its parts
   * @param objectSize of the object that it is a span of
   * @param job told of bytes, and asked, at each buffer
   */
  HashingTransformer(Supplier<PartHasher> hashers, Span span, long objectSize, HashingJob job) {
    this.hashers = hashers;
    this.span = span;
    this.objectSize = objectSize;
    this.job = job;
  }

  @Override
  public CompletableFuture<List<byte[]>> prepare() {
    result = new CompletableFuture<>();
    return result;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    // The length of the body is checked where it cannot lie: at the bytes. Only the range
    // can tell that the object ends with the last span.
    total = response.contentRange() == null ? OptionalLong.empty() : total(response.contentRange());
  }

  private static OptionalLong total(String range) {
    var text = range.substring(range.lastIndexOf('/') + 1);
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    publisher.subscribe(new Body(result));
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    if (failures.add(Causes.root(error))) {
      result.completeExceptionally(error);
    }
  }

  private final class Body implements Subscriber<ByteBuffer> {
    private final CompletableFuture<List<byte[]>> target;
    private final PartHasher hasher = hashers.get();
    private final List<byte[]> hashes = new ArrayList<>(span.parts());
    private Subscription subscription;
    private long seen;

    Body(CompletableFuture<List<byte[]>> target) {
      this.target = target;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (total.isPresent() && total.getAsLong() != objectSize) {
        stop(new WrongLengthException(objectSize, total.getAsLong()));
        return;
      }
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
      if (seen > span.length()) {
        stop(new WrongLengthException(span.length(), seen));
        return;
      }
      hash(bytes, seen - count);
      job.hashed(count);
      subscription.request(1);
    }

    /** Ends a part where its last byte was seen. */
    private void hash(ByteBuffer bytes, long before) {
      long hashed = before;
      while (bytes.hasRemaining()) {
        int end = bytes.limit();
        int count = (int) Math.min(bytes.remaining(), span.endOfPart(hashed) - hashed);
        hasher.update(bytes.limit(bytes.position() + count));
        bytes.limit(end);
        hashed += count;
        if (hashed == span.endOfPart(hashed - 1)) {
          hashes.add(hasher.finish());
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      fail(error);
    }

    /** Noted before it is told: what is told may lead to the next try. */
    private void fail(Throwable error) {
      failures.add(Causes.root(error));
      target.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      if (seen == span.length()) {
        target.complete(hashes);
      } else {
        fail(new WrongLengthException(span.length(), seen));
      }
    }

    private void stop(RuntimeException reason) {
      subscription.cancel();
      fail(reason);
    }
  }
}
