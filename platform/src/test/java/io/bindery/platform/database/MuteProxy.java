package io.bindery.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a Postgres as a network does that breaks: what is open stays open for the client,
 * takes what it says, and never answers it again, though the server's side has ended; or the server
 * does not know that its client has vanished.
 */
final class MuteProxy implements AutoCloseable {
  private final String host;
  private final int port;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Way> ways = new CopyOnWriteArrayList<>();
  private volatile boolean muteFromTheStart;

  MuteProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on nothing is heard on the connections that there are; new ones are good. */
  void mute() {
    ways.forEach(Way::mute);
  }

  /** From now on no answer comes through on the connections that there are. */
  void swallowAnswers() {
    ways.forEach(way -> way.swallowing = true);
  }

  /** As {@link #mute}, but the server's side hears nothing of it and waits. */
  void vanish() {
    ways.forEach(Way::vanish);
  }

  /** Breaks off all connections, so that the client hears of it. */
  void reset() {
    ways.forEach(Way::reset);
    ways.clear();
  }

  /** Whether nothing is heard on new connections either. */
  void muteFromTheStart(boolean mute) {
    muteFromTheStart = mute;
  }

  /** How many connections the client keeps open, of those that are mute. */
  long muteAndOpen() {
    return ways.stream().filter(way -> way.mute && !way.left).count();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var way = new Way(server.accept(), new Socket(host, port));
        ways.add(way);
        if (muteFromTheStart) {
          way.mute();
        }
        threads.execute(way::ask);
        threads.execute(way::answer);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    ways.forEach(Way::end);
    threads.shutdownNow();
  }

  private static final class Way {
    private final Socket client;
    private final Socket behind;
    private volatile boolean mute;
    private volatile boolean swallowing;
    private volatile boolean vanished;
    private volatile boolean left;

    Way(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    void mute() {
      mute = true;
      close(behind);
    }

    void vanish() {
      vanished = true;
      swallowing = true;
      mute = true;
    }

    void reset() {
      try {
        client.setSoLinger(true, 0);
      } catch (SocketException e) {
        // It has ended by itself.
      }
      end();
    }

    void end() {
      close(client);
      close(behind);
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void ask() {
      var buffer = new byte[8192];
      try {
        for (int n = client.getInputStream().read(buffer);
            n >= 0;
            n = client.getInputStream().read(buffer)) {
          if (!mute) {
            tell(behind, buffer, n);
          }
        }
      } catch (IOException e) {
        // The client broke it off.
      }
      left = true;
      if (!vanished) {
        end();
      }
    }

    void answer() {
      var buffer = new byte[8192];
      try {
        for (int n = behind.getInputStream().read(buffer);
            n >= 0;
            n = behind.getInputStream().read(buffer)) {
          if (!swallowing) {
            tell(client, buffer, n);
          }
        }
      } catch (IOException e) {
        // The server's side has ended.
      }
      if (!mute) {
        end();
      }
    }

    private void tell(Socket other, byte[] buffer, int length) throws IOException {
      try {
        other.getOutputStream().write(buffer, 0, length);
      } catch (IOException e) {
        if (!mute) {
          throw e;
        }
      }
    }
  }
}
