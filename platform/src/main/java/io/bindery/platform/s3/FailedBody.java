package io.bindery.platform.s3;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads a body to its end without looking at it, and then tells its reader why. A body that is
 * given up before its end fails the HTTP client as well, which says so to whoever tries next.
 */
final class FailedBody implements Subscriber<ByteBuffer> {
  /** More than this is not waited for: then the client's words may stand for the reason. */
  private static final long MOST = 16L << 20;

  private final Subscriber<? super ByteBuffer> reader;
  private final RuntimeException reason;
  private Subscription body;
  private long seen;
  private boolean ended;

  FailedBody(Subscriber<? super ByteBuffer> reader, RuntimeException reason) {
    this.reader = reader;
    this.reason = reason;
  }

  /** Goes on with a body of which the reader has seen the begin. */
  void goOn(Subscription begun) {
    body = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onSubscribe(Subscription given) {
    body = given;
    reader.onSubscribe(
        new Subscription() {
          @Override
          public void request(long count) {
            // All is asked for already.
          }

          @Override
          public void cancel() {
            given.cancel();
          }
        });
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    seen += bytes.remaining();
    if (seen > MOST && !ended) {
      end();
      body.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      reader.onError(reason);
    }
  }
}
