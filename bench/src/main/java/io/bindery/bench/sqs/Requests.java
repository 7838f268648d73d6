package io.bindery.bench.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of all connections, in the thread of the event loop. */
@Sharable
final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private static final String TYPE = "application/x-amz-json-1.0";

  /** Before the name of an operation. */
  private static final String SERVICE = "AmazonSQS.";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Operations operations;
  private final Map<String, Long> counts = new TreeMap<>();
  private Duration latency = Duration.ZERO;
  private long answered;

  Requests(Operations operations) {
    this.operations = operations;
  }

  /** Has every answer wait for so long from now on, as if SQS were far away. */
  void latency(Duration pause) {
    latency = pause;
  }

  /** Requests so far, by operation. */
  Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http)
      throws IOException {
    var operation = http.headers().get("X-Amz-Target", SERVICE).replace(SERVICE, "");
    boolean keepAlive = HttpUtil.isKeepAlive(http);
    counts.merge(operation, 1L, Long::sum);
    try (var in = new ByteBufInputStream(http.content())) {
      operations.answer(
          operation,
          JSON.readTree((java.io.InputStream) in),
          http.headers().get(HttpHeaderNames.HOST, ""),
          () -> !context.channel().isActive(),
          reply -> send(context, reply, keepAlive));
    } catch (SqsError e) {
      send(context, Reply.of(e), keepAlive);
    }
  }

  private void send(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    if (latency.isZero()) {
      write(context, reply, keepAlive);
    } else {
      var unused =
          context
              .executor()
              .schedule(
                  () -> write(context, reply, keepAlive), latency.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void write(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), reply.body());
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, reply.body().readableBytes())
        .set("x-amzn-RequestId", "00000000-0000-0000-0000-%012d".formatted(answered++));
    if (!reply.errorCode().isEmpty()) {
      response.headers().set("x-amzn-query-error", reply.errorCode());
    }
    var end = context.writeAndFlush(response);
    if (!keepAlive) {
      end.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reader that was killed resets its connections.
    if (!(cause instanceof IOException)) {
      log.error("a request fails", cause);
    }
    var unused = context.close();
  }
}
