package io.bindery.platform.database;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a Postgres, counts what a client asks of it over all its connections, and cuts all
 * of them at the one that a test names: before the server hears of it, or when it has done it and
 * the client does not know. For the server that is what a client's sudden end is. Or it cuts where
 * the server has kept something: between two of these moments, a sudden end changes nothing.
 */
final class CuttingProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80_877_103;
  private static final byte SIMPLE_QUERY = 'Q';
  private static final byte SYNC = 'S';
  private static final byte READY = 'Z';
  private static final byte COMPLETE = 'C';

  /** The state of a connection that is in no transaction. */
  private static final byte OUTSIDE = 'I';

  /** The first words of answers to what changes nothing that stays. */
  private static final Set<String> NOTHING_KEPT =
      Set.of("", "SELECT", "SET", "RESET", "SHOW", "BEGIN", "ROLLBACK", "DISCARD");

  private final String host;
  private final int port;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private int asked;
  private int cutAt;
  private boolean before;
  private int kept;
  private int cutAfterKept;
  private boolean cut;
  private Runnable end = () -> {};

  CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Counts from 1 again, and cuts at this number; at none if it is 0. */
  synchronized void cutAt(int number, boolean beforeIt) {
    asked = 0;
    cutAt = number;
    before = beforeIt;
    kept = 0;
    cutAfterKept = 0;
    cut = false;
    end = () -> {};
  }

  /**
   * Counts from 1 again, and cuts when the server has kept something for this time: a commit, or a
   * statement that is a transaction of its own. The client hears nothing of it.
   */
  synchronized void cutAfterKept(int number) {
    cutAt(0, true);
    cutAfterKept = number;
  }

  /** What ends the client, before its connections are cut. */
  synchronized void atTheCut(Runnable theEnd) {
    end = theEnd;
  }

  synchronized int asked() {
    return asked;
  }

  synchronized boolean hasCut() {
    return cut;
  }

  /** Whether this is the one to cut at. */
  private synchronized boolean isCut() {
    asked++;
    if (asked == cutAt) {
      cut = true;
    }
    return asked == cutAt;
  }

  /** Whether the server has now kept what the client is not to hear of. */
  private synchronized boolean isKept(String done, byte status) {
    if (status != OUTSIDE || NOTHING_KEPT.contains(done)) {
      return false;
    }
    kept++;
    if (kept == cutAfterKept) {
      cut = true;
      end.run();
    }
    return kept == cutAfterKept;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (hasCut()) {
          // A client that has ended does not come again.
          client.close();
          continue;
        }
        var behind = new Socket(host, port);
        // Else each small message waits for the acknowledgement of the one before.
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        open.addAll(Set.of(client, behind));
        threads.execute(() -> new Relay(client, behind).ask());
      } catch (IOException e) {
        return;
      }
    }
  }

  private void endAll() {
    open.forEach(CuttingProxy::end);
    open.clear();
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    endAll();
    threads.shutdownNow();
  }

  private final class Relay {
    private final Socket client;
    private final Socket behind;
    private volatile boolean lastOne;

    Relay(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    /** What the client says. */
    void ask() {
      try {
        var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(behind.getOutputStream()));
        begin(in, out);
        threads.execute(this::answer);
        while (true) {
          byte type = in.readByte();
          var message = body(in);
          if ((type == SYNC || type == SIMPLE_QUERY) && isCut()) {
            if (before) {
              endAll();
              return;
            }
            lastOne = true;
          }
          out.writeByte(type);
          write(out, message);
        }
      } catch (IOException e) {
        end(client);
        end(behind);
      }
    }

    private void begin(DataInputStream in, DataOutputStream out) throws IOException {
      var first = body(in);
      while (first.length == Integer.BYTES && ByteBuffer.wrap(first).getInt() == SSL_REQUEST) {
        client.getOutputStream().write('N');
        first = body(in);
      }
      write(out, first);
    }

    /** What the server says. */
    private void answer() {
      try {
        var in = new DataInputStream(new BufferedInputStream(behind.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        var done = "";
        while (true) {
          byte type = in.readByte();
          var message = body(in);
          if (type == COMPLETE) {
            done = firstWord(message);
          } else if (type == READY) {
            if (isKept(done, message[0])) {
              endAll();
              return;
            }
            done = "";
          }
          if (lastOne) {
            if (type == READY) {
              endAll();
              return;
            }
          } else {
            out.writeByte(type);
            write(out, message);
          }
        }
      } catch (IOException e) {
        end(client);
        end(behind);
      }
    }

    private static String firstWord(byte[] tag) {
      return new String(tag, StandardCharsets.US_ASCII).split("[ \\x00]", 2)[0];
    }

    private static byte[] body(DataInputStream in) throws IOException {
      return in.readNBytes(in.readInt() - Integer.BYTES);
    }

    private static void write(DataOutputStream out, byte[] message) throws IOException {
      out.writeInt(message.length + Integer.BYTES);
      out.write(message);
      out.flush();
    }
  }
}
