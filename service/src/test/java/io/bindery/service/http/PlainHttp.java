package io.bindery.service.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends any bytes as a request, and reads one answer to it. */
final class PlainHttp implements AutoCloseable {
  private static final int LONGEST_LINE = 1 << 16;

  private final URI api;
  private Socket socket;
  private InputStream in;

  PlainHttp(URI api) {
    this.api = api;
  }

  /**
   * The answer; a new connection is made if the one before was closed.
   *
   * @param head whether the answer has no body
   * @param endless whether a body need not end
   * @throws IOException if there is none within half a minute
   */
  Contract.Answer exchange(byte[] request, boolean head, boolean endless) throws IOException {
    boolean kept = socket != null;
    try {
      return sent(request, head, endless);
    } catch (IOException e) {
      close();
      if (!kept) {
        throw e;
      }
      // The server had closed what was kept; a new connection tells whether this request is why.
      return sent(request, head, endless);
    }
  }

  private Contract.Answer sent(byte[] request, boolean head, boolean endless) throws IOException {
    if (socket == null) {
      socket = RawHttp.connect(api);
      in = new BufferedInputStream(socket.getInputStream());
    }
    try {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // Who is refused early may find the connection closed, and the answer still there.
      if (in.available() == 0) {
        throw e;
      }
    }
    var start = line();
    int status = Integer.parseInt(start.split(" ", 3)[1]);
    Map<String, List<String>> headers = new TreeMap<>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    var body = "";
    boolean none = head || status == 204 || status == 304;
    if (endless && status == 200) {
      close();
    } else if (!none) {
      body = body(headers);
    }
    if (headers.getOrDefault("connection", List.of()).contains("close")) {
      close();
    }
    return new Contract.Answer(status, headers, body);
  }

  private String body(Map<String, List<String>> headers) throws IOException {
    var length = headers.get("content-length");
    if (length != null) {
      return text(in.readNBytes(Integer.parseInt(length.get(0))));
    }
    if (!headers.containsKey("transfer-encoding")) {
      var rest = text(in.readAllBytes());
      close();
      return rest;
    }
    var bytes = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      bytes.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return text(bytes.toByteArray());
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || bytes.size() > LONGEST_LINE) {
        throw new IOException("the connection ended within a line: " + text(bytes.toByteArray()));
      }
      bytes.write(b);
    }
    return text(bytes.toByteArray()).strip();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The next request goes over a new connection. */
  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
