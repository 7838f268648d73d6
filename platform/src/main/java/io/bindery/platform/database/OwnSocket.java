package io.bindery.platform.database;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/**
 * The event loops of all connections, as one connection has them: by them it knows the socket that
 * the driver opens for it. The system asks the other side of a silent one whether it is still
 * there, and it can be closed whatever the driver waits for.
 */
final class OwnSocket implements LoopResources {
  /** After so many seconds of silence the other side is asked, and again after so many. */
  private static final int SECONDS_SILENT = 15;

  private static final int SECONDS_BETWEEN = 5;

  /** So many questions without an answer, and the connection is broken. */
  private static final int QUESTIONS = 4;

  private final LoopResources loops = TcpResources.get();
  private Channel channel;
  private boolean closed;

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops.onServer(useNative);
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return loops.onClient(useNative);
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> type, EventLoopGroup group) {
    return loops.onChannelClass(type, group);
  }

  @Override
  public synchronized <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
    var opened = loops.onChannel(type, group);
    var options = opened.config();
    // Whether it is asked at all is an option of the driver, which sets it after this. A system
    // that does not have one of these keeps its own times.
    options.setOption(of(ExtendedSocketOptions.TCP_KEEPIDLE), SECONDS_SILENT);
    options.setOption(of(ExtendedSocketOptions.TCP_KEEPINTERVAL), SECONDS_BETWEEN);
    options.setOption(of(ExtendedSocketOptions.TCP_KEEPCOUNT), QUESTIONS);
    if (closed) {
      opened.unsafe().closeForcibly();
    }
    channel = opened;
    return opened;
  }

  private static ChannelOption<Integer> of(SocketOption<Integer> option) {
    return NioChannelOption.of(option);
  }

  /** Closes it, now or as soon as there is one. */
  synchronized void close() {
    closed = true;
    if (channel != null) {
      var unused = channel.close();
    }
  }

  /** Does something when it is closed, by whichever side. */
  synchronized void whenClosed(Runnable task) {
    channel.closeFuture().addListener(done -> task.run());
  }
}
