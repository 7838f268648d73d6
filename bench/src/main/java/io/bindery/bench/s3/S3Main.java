package io.bindery.bench.s3;

import io.bindery.bench.child.HttpPort;
import io.bindery.bench.child.Parent;
import io.bindery.service.logging.Logging;
import io.netty.channel.nio.NioEventLoopGroup;

/** The process. Says its port and then serves until its parent ends. */
public final class S3Main {
  /** Longer than any part of a manifest. */
  private static final int MAX_BODY = 64 << 20;

  private static final long SEED = 42;

  private S3Main() {}

  /** Serves. */
  public static void main(String[] arguments) {
    Parent.serve(S3Main::begin);
  }

  private static Parent.Commands begin() throws InterruptedException {
    Logging.errorsOnly();
    var statistics = new Statistics();
    var operations = new Operations(statistics);
    var latency = new Latency();
    var requests =
        new Requests(
            operations, new Control(operations, statistics, new Content(SEED), latency), latency);
    Parent.answer(Integer.toString(HttpPort.listen(new NioEventLoopGroup(), MAX_BODY, requests)));
    return line -> "no commands";
  }
}
