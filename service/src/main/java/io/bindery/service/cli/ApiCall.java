package io.bindery.service.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request of a command, and its answer. A command asks a few times and ends: the JDK's newer
 * client, which has threads and TLS of its own before it asks anything, costs more than all else
 * that a command does.
 */
final class ApiCall {
  /** How long a service may take to be reached. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private static final int FIRST_FAILURE = 400;
  private static final int CHUNK = 16_384;

  static {
    // An order whose answer was lost may have been carried out: only who gave it may repeat it.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final String method;
  private final URI address;
  private final byte[] body;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private ApiCall(String method, URI address, byte[] body) {
    this.method = method;
    this.address = address;
    this.body = body;
    with("Accept", "*/*");
    if (body != null) {
      with("Content-Type", "application/json");
    }
  }

  static ApiCall get(URI address) {
    return new ApiCall("GET", address, null);
  }

  static ApiCall post(URI address, byte[] json) {
    return new ApiCall("POST", address, json);
  }

  static ApiCall put(URI address, byte[] json) {
    return new ApiCall("PUT", address, json);
  }

  ApiCall with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /**
   * Sends it, and waits for the head of the answer.
   *
   * @param silence for how long the service may say nothing
   * @throws IOException if nobody answers, or something that is not HTTP
   */
  Answer send(Duration silence) throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) silence.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestMethod(method);
    headers.forEach(connection::setRequestProperty);
    if (body != null) {
      connection.setDoOutput(true);
      try (var out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("the answer is not HTTP");
    }
    var content =
        status < FIRST_FAILURE ? connection.getInputStream() : connection.getErrorStream();
    return new Answer(status, content == null ? InputStream.nullInputStream() : content, silence);
  }

  /** What the service said. */
  static final class Answer implements AutoCloseable {
    private final int status;
    private final InputStream body;
    private final Duration patience;

    private Answer(int status, InputStream body, Duration patience) {
      this.status = status;
      this.body = body;
      this.patience = patience;
    }

    int status() {
      return status;
    }

    boolean isFailure() {
      return status >= FIRST_FAILURE;
    }

    /** Its bytes as they come. */
    InputStream body() {
      return body;
    }

    /** All of it, which has to come in time. */
    String text() throws IOException {
      var all = new ByteArrayOutputStream();
      var chunk = new byte[CHUNK];
      long end = System.nanoTime() + patience.toNanos();
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        all.write(chunk, 0, read);
        if (System.nanoTime() > end) {
          throw new SocketTimeoutException("the answer does not end");
        }
      }
      return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
