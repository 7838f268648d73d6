package io.bindery.bench.s3;

import java.time.Duration;

/** How long every answer to a request of S3 waits before it is sent, as if S3 were far away. */
final class Latency {
  private volatile Duration pause = Duration.ZERO;

  Duration pause() {
    return pause;
  }

  void set(Duration wanted) {
    pause = wanted;
  }
}
