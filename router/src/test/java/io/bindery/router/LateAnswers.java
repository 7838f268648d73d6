package io.bindery.router;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes on whatever it is sent at once, and the answers only while they are not held back. */
final class LateAnswers implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final URI behind;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile CompletableFuture<Void> mayAnswer = CompletableFuture.completedFuture(null);

  LateAnswers(URI behind) throws IOException {
    this.behind = behind;
    this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  void holdBack() {
    mayAnswer = new CompletableFuture<>();
  }

  void letThrough() {
    mayAnswer.complete(null);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = open(server.accept());
        var far = open(new Socket(behind.getHost(), behind.getPort()));
        threads.execute(() -> pass(near, far, false));
        threads.execute(() -> pass(far, near, true));
      } catch (IOException e) {
        // It is closed, or nobody is behind it any more: the caller's connection tells.
        closeAll();
      }
    }
  }

  private Socket open(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      var buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answers) {
          mayAnswer.join();
        }
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      sockets.remove(from);
    }
  }

  private void closeAll() {
    for (var socket : List.copyOf(sockets)) {
      try {
        socket.close();
      } catch (IOException e) {
        sockets.remove(socket);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    letThrough();
    closeAll();
    threads.shutdownNow();
  }
}
