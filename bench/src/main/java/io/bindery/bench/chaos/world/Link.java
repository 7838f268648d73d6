package io.bindery.bench.chaos.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy whose connections can be delayed, held up and reset. What is held up is delivered
 * later, as TCP does after a loss.
 */
public final class Link implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Link.class);
  private static final int BUFFER = 32 << 10;
  private static final long STACK = 128L << 10;
  private static final long LOOK_NANOS = 20_000_000;

  /** What becomes of the bytes of a connection. */
  public sealed interface Treatment {
    /** They go on at once. */
    record Pass() implements Treatment {}

    /** They go on later. */
    record Late(long millis) implements Treatment {}

    /** They do not go on until the treatment is another one. */
    record Held() implements Treatment {}

    /** The connection is reset. */
    record Reset() implements Treatment {}
  }

  private static final Treatment PASS = new Treatment.Pass();

  private final ServerSocket server;
  private final InetAddress targetHost;
  private final IntSupplier targetPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** By the address that a connection comes from. */
  private volatile Function<InetAddress, Treatment> treatment = from -> PASS;

  /** Listens on a free port of an address. */
  public Link(InetAddress host, InetAddress targetHost, IntSupplier targetPort) throws IOException {
    this.server = new ServerSocket();
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    server.bind(new InetSocketAddress(host, 0), 256);
    thread("link", this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** All connections are treated so from now on. */
  public void treat(Treatment all) {
    treat(from -> all);
  }

  /** Each connection is treated by where it comes from. */
  public void treat(Function<InetAddress, Treatment> byOrigin) {
    treatment = byOrigin;
  }

  /** From now on all is well. */
  public void heal() {
    treatment = from -> PASS;
  }

  private static void thread(String name, Runnable work) {
    var thread = new Thread(null, work, name, STACK);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        thread("link-open", () -> connect(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          log.warn("a connection was not taken: {}", e.toString());
        }
      }
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    try {
      open.add(client);
      open.add(upstream);
      if (!admit(client.getInetAddress())) {
        end(client, upstream);
        return;
      }
      upstream.connect(new InetSocketAddress(targetHost, targetPort.getAsInt()));
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    } catch (IOException e) {
      // As if nobody listened.
      end(client, upstream);
      return;
    }
    var from = client.getInetAddress();
    thread("link-up", () -> pump(from, client, upstream));
    thread("link-down", () -> pump(from, upstream, client));
  }

  private void pump(InetAddress from, Socket source, Socket sink) {
    var buffer = new byte[BUFFER];
    try {
      var in = source.getInputStream();
      var out = sink.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!admit(from)) {
          break;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has ended: so does the other.
    }
    end(source, sink);
  }

  /** Waits as the treatment wants it; whether the connection goes on. */
  private boolean admit(InetAddress from) {
    while (!server.isClosed()) {
      var now = treatment.apply(from);
      if (now instanceof Treatment.Reset) {
        return false;
      }
      if (now instanceof Treatment.Late late) {
        LockSupport.parkNanos(late.millis() * 1_000_000);
        return true;
      }
      if (now instanceof Treatment.Pass) {
        return true;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return false;
  }

  /** Resets what is there now. */
  public void resetAll() {
    open.forEach(this::reset);
  }

  private void end(Socket one, Socket other) {
    reset(one);
    reset(other);
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed then.
      log.debug("a connection was closed already: {}", e.toString());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      log.warn("a link does not close: {}", e.toString());
    }
    resetAll();
  }
}
