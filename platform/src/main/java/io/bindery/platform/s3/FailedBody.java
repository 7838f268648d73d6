package io.bindery.platform.s3;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Reads nothing of a body, and tells its reader why. */
final class FailedBody implements Subscriber<ByteBuffer> {
  private final Subscriber<? super ByteBuffer> reader;
  private final RuntimeException reason;

  FailedBody(Subscriber<? super ByteBuffer> reader, RuntimeException reason) {
    this.reader = reader;
    this.reason = reason;
  }

  @Override
  public void onSubscribe(Subscription body) {
    reader.onSubscribe(
        new Subscription() {
          @Override
          public void request(long count) {
            // There is nothing to come.
          }

          @Override
          public void cancel() {
            // It has ended.
          }
        });
    // In this order: else the client may be first to say that the body was cancelled.
    reader.onError(reason);
    body.cancel();
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    // What was under way when it was cancelled.
  }

  @Override
  public void onError(Throwable failure) {
    // The reader knows the reason.
  }

  @Override
  public void onComplete() {
    // The reader knows the reason.
  }
}
