package io.bindery.bench.child;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where a stand-in for a service of AWS listens, on loopback. */
public final class HttpPort {
  private static final int BACKLOG = 1024;

  private HttpPort() {}

  /**
   * Listens for as long as the process lives.
   *
   * @param loops the threads of all connections
   * @param maxBody the longest request, in bytes
   * @param requests gets each request whole; one for all connections
   * @return the port, which the system has chosen
   */
  public static int listen(EventLoopGroup loops, int maxBody, ChannelHandler requests)
      throws InterruptedException {
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
                            new HttpServerCodec(), new HttpObjectAggregator(maxBody), requests);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }
}
