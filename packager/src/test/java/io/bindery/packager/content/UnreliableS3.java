package io.bindery.packager.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Serves one object by HTTP, and breaks the first answers in the way that is asked for. */
final class UnreliableS3 implements AutoCloseable {
  /** What is wrong with an answer. */
  enum Fault {
    /** The connection is reset when half of the body was sent. */
    RESET,
    /** It is closed properly when half of the body was sent. */
    CUT_OFF,
    /** Half of the body is sent, then nothing, and the connection stays. */
    SILENT,
    /** The request is never answered. */
    MUTE,
    /** The first byte comes late. */
    SLOW,
    /** 503, as S3 says that it is busy. */
    BUSY("503 Slow Down"),
    /** 500 and nothing else. */
    BROKEN("500 Internal Server Error");

    /** Of the whole answer, empty if another thing is wrong with it. */
    private final String status;

    Fault() {
      this("");
    }

    Fault(String status) {
      this.status = status;
    }
  }

  private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=(\\d+)-(\\d+)");

  private final byte[] content;
  private final Fault fault;
  private final AtomicInteger faultsLeft;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  UnreliableS3(byte[] content, Fault fault, int faults) throws IOException {
    this.content = content;
    this.fault = fault;
    this.faultsLeft = new AtomicInteger(faults);
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  int requests() {
    return requests.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      while (in.readLine() != null) {
        int from = 0;
        int to = content.length - 1;
        boolean ranged = false;
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          var range = RANGE.matcher(line);
          if (range.matches()) {
            ranged = true;
            from = Integer.parseInt(range.group(1));
            to = Integer.parseInt(range.group(2));
          }
        }
        requests.incrementAndGet();
        boolean faulty = faultsLeft.getAndDecrement() > 0;
        if (!answer(socket, ranged, from, to, faulty)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the connection serves on. */
  private boolean answer(Socket socket, boolean ranged, int from, int to, boolean faulty)
      throws IOException, InterruptedException {
    var out = socket.getOutputStream();
    if (faulty && !fault.status.isEmpty()) {
      out.write(
          "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n"
              .formatted(fault.status)
              .getBytes(StandardCharsets.ISO_8859_1));
      return true;
    }
    if (faulty && fault == Fault.MUTE) {
      closed.await();
      return false;
    }
    if (faulty && fault == Fault.SLOW) {
      closed.await(1, TimeUnit.SECONDS);
    }
    int length = to - from + 1;
    head(out, ranged, from, to);
    if (!faulty || fault == Fault.SLOW) {
      out.write(content, from, length);
      return true;
    }
    out.write(content, from, length / 2);
    out.flush();
    if (fault == Fault.SILENT) {
      closed.await();
    } else if (fault == Fault.RESET) {
      socket.setSoLinger(true, 0);
    }
    return false;
  }

  private void head(OutputStream out, boolean ranged, int from, int to) throws IOException {
    var text =
        "HTTP/1.1 %s\r\nContent-Length: %d\r\nETag: \"e\"\r\n%s\r\n"
            .formatted(
                ranged ? "206 Partial Content" : "200 OK",
                to - from + 1,
                ranged
                    ? "Content-Range: bytes %d-%d/%d\r\n".formatted(from, to, content.length)
                    : "");
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    threads.shutdownNow();
  }
}
