package io.bindery.packager.browse;

import java.nio.ByteBuffer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Gives up a body that nobody will read. */
final class Cancelled implements Subscriber<ByteBuffer> {
  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.cancel();
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    // What comes after the end is nobody's.
  }

  @Override
  public void onError(Throwable failure) {
    // It was given up.
  }

  @Override
  public void onComplete() {
    // It was given up.
  }
}
