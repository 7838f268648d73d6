package io.bindery.bench.s3;

import io.bindery.bench.child.Parent;
import io.bindery.service.logging.Logging;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The process. Says its port and then serves until its parent ends. */
public final class S3Main {
  /** Longer than any part of a manifest. */
  private static final int MAX_BODY = 64 << 20;

  private static final int BACKLOG = 1024;
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
    var loops = new NioEventLoopGroup();
    var channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY), requests);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    Parent.answer(Integer.toString(((InetSocketAddress) channel.localAddress()).getPort()));
    return line -> "no commands";
  }
}
