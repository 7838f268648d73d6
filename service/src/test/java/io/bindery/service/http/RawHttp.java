package io.bindery.service.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no client library would send. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 30_000;

  private RawHttp() {}

  static Socket connect(URI api) throws IOException {
    return connect(api, "127.0.0.1");
  }

  /** Connects from another address of this machine. */
  static Socket connect(URI api, String from) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(api.getHost(), api.getPort()), PATIENCE_MILLIS);
    return socket;
  }

  static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** All that is answered until the connection is closed. */
  static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Sends one request, and reads the answer to it. */
  static String exchange(URI api, String request) throws IOException {
    try (var socket = connect(api)) {
      send(socket, request);
      return answer(socket);
    }
  }
}
