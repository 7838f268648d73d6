package io.bindery.bench.s3;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of all connections. */
@Sharable
final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private final Operations operations;
  private final Control control;
  private final Latency latency;

  Requests(Operations operations, Control control, Latency latency) {
    this.operations = operations;
    this.control = control;
    this.latency = latency;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
    var request = ObjectRequest.of(http);
    var answer = answer(request);
    boolean keepAlive = HttpUtil.isKeepAlive(http);
    long pause = request.bucket().equals(Control.PATH) ? 0 : latency.pause().toMillis();
    if (pause == 0) {
      send(context, answer, keepAlive);
    } else {
      var unused =
          context
              .executor()
              .schedule(() -> send(context, answer, keepAlive), pause, TimeUnit.MILLISECONDS);
    }
  }

  private static void send(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
    var head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), answer.headers());
    // The packager's client takes an answer without any header for none.
    head.headers().set(HttpHeaderNames.SERVER, "bench");
    if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
    }
    var unused = context.write(head);
    for (var slice : answer.body()) {
      long bytes = slice.readableBytes();
      context
          .write(new DefaultHttpContent(slice))
          .addListener(
              written -> {
                if (written.isSuccess()) {
                  answer.sent().accept(bytes);
                }
              });
    }
    var end = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (!keepAlive) {
      end.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private Answer answer(ObjectRequest request) {
    try {
      var answer =
          request.bucket().equals(Control.PATH)
              ? control.answer(request)
              : operations.answer(request);
      return request.method().equals("HEAD") ? answer.headOnly() : answer;
    } catch (S3Error e) {
      var answer = Answer.of(e);
      return request.method().equals("HEAD") ? answer.headOnly() : answer;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reader that was killed resets its connections.
    if (!(cause instanceof java.io.IOException)) {
      log.error("a request fails", cause);
    }
    var unused = context.close();
  }
}
