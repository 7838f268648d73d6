package io.bindery.platform.aws;

import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The connections that the AWS clients of one process share.
 *
 * @param messaging for what is received
 * @param sending for what is sent: its answers are waited for as long as the settings say
 * @param storage for S3
 */
record Connections(
    SdkAsyncHttpClient messaging,
    SdkAsyncHttpClient sending,
    SdkAsyncHttpClient storage,
    NioEventLoopGroup eventLoops) {
  /** Connections of the messaging services: long polls of every receiver plus sends. */
  private static final int MESSAGING_CONNECTIONS = 64;

  /** A long poll of 20 s must not look like a dead connection. */
  private static final Duration LONG_POLL = Duration.ofSeconds(40);

  /** Requests to S3 that may run at once; the packager's own limit is below it. */
  private static final int S3_CONNECTIONS = 256;

  /**
   * What the client takes of one body ahead of its reader, in bytes: as much as one request counts
   * in the packager's budget. By itself it would take twice that.
   */
  private static final long S3_READ_AHEAD = 8L << 20;

  /** How long a request may go on while the clients close. */
  private static final int CLOSE_SECONDS = 5;

  static Connections open(AwsSettings settings) {
    // Made here, for a group of the SDK's own takes two seconds to close.
    var eventLoops = new NioEventLoopGroup();
    var messaging =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(SdkEventLoopGroup.create(eventLoops))
            .maxConcurrency(MESSAGING_CONNECTIONS)
            .readTimeout(LONG_POLL)
            .build();
    // What is not answered may have arrived: patience is better than a second time.
    var sending =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(SdkEventLoopGroup.create(eventLoops))
            .maxConcurrency(MESSAGING_CONNECTIONS)
            .readTimeout(settings.sendTimeout())
            .tcpKeepAlive(true)
            .build();
    CrtLibrary.load();
    // Twice the throughput of Netty for bodies; the reason it is used for S3 alone.
    var storage =
        AwsCrtAsyncHttpClient.builder()
            .maxConcurrency(S3_CONNECTIONS)
            .readBufferSizeInBytes(S3_READ_AHEAD)
            // Without it an answer that stops half-way would be waited for for ever.
            .connectionHealthConfiguration(
                health ->
                    health
                        .minimumThroughputInBps(1L)
                        .minimumThroughputTimeout(settings.s3Silence()))
            .build();
    return new Connections(messaging, sending, storage, eventLoops);
  }

  /** Ends them; the clients are closed before. */
  void close() {
    messaging.close();
    sending.close();
    storage.close();
    var unused = eventLoops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
