package io.bindery.bench.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An S3 that keeps nothing, checks every signature, and notes what came. Its one object has the
 * same thousand bytes under every key; below {@code cut/} it ends too early, and uploads below
 * {@code refused/} fail at their third part.
 */
final class StrictS3 implements AutoCloseable {
  static final String BUCKET = "strict";
  static final String ETAG = "\"now\"";
  static final int BYTES = 1000;

  private static final int REFUSED_PART = 3;
  private static final int THREADS = 4;

  /**
   * A request.
   *
   * @param query decoded
   * @param checked whether S3 would notice a body that was changed on its way
   */
  record Seen(String method, String key, String query, boolean signed, boolean checked) {
    boolean is(String wanted, String inQuery) {
      return method.equals(wanted) && query.contains(inQuery);
    }
  }

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final HttpServer server;
  private volatile Runnable onUpload = () -> {};

  StrictS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new BenchException("A server cannot be started", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What is done before an upload in parts is answered that it has begun. */
  void onUpload(Runnable action) {
    onUpload = action;
  }

  /** What came since this was last asked. */
  List<Seen> take() {
    var all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      var body = http.getRequestBody().readAllBytes();
      var uri = http.getRequestURI();
      var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
      var path = uri.getRawPath();
      int slash = path.indexOf('/', 1);
      var request =
          new Seen(
              http.getRequestMethod(),
              slash < 0 ? "" : Signature.decoded(path.substring(slash + 1)),
              Signature.decoded(query),
              Signature.isRight(http.getRequestMethod(), path, query, http.getRequestHeaders()),
              isChecked(http));
      seen.add(request);
      if (!request.signed()) {
        xml(http, 403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
      } else {
        answer(http, request, body.length);
      }
    }
  }

  private static boolean isChecked(HttpExchange http) {
    var headers = http.getRequestHeaders();
    var sha256 = String.valueOf(headers.getFirst("x-amz-content-sha256"));
    return sha256.matches("[0-9a-f]{64}")
        || headers.keySet().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-checksum-"))
        || String.valueOf(headers.getFirst("x-amz-trailer")).startsWith("x-amz-checksum-");
  }

  private void answer(HttpExchange http, Seen request, int length) throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.key().isEmpty()) {
          xml(http, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
        } else {
          object(http, request);
        }
      }
      case "PUT" -> {
        if (request.key().startsWith("refused/")
            && request.query().contains("partNumber=" + REFUSED_PART)) {
          xml(http, 403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
        } else {
          http.getResponseHeaders().set("ETag", "\"" + length + "\"");
          http.sendResponseHeaders(200, -1);
        }
      }
      case "POST" -> {
        boolean begins = request.query().contains("uploads");
        if (begins) {
          onUpload.run();
        }
        xml(
            http,
            200,
            (begins
                    ? "<InitiateMultipartUploadResult><Bucket>strict</Bucket><Key>%s</Key>"
                        + "<UploadId>1</UploadId></InitiateMultipartUploadResult>"
                    : "<CompleteMultipartUploadResult><Location>l</Location><Bucket>strict</Bucket>"
                        + "<Key>%s</Key><ETag>\"e\"</ETag></CompleteMultipartUploadResult>")
                .formatted(request.key()));
      }
      default -> http.sendResponseHeaders(204, -1);
    }
  }

  private static void object(HttpExchange http, Seen request) throws IOException {
    var wanted = http.getRequestHeaders().getFirst("If-Match");
    if (wanted != null && !wanted.equals(ETAG)) {
      xml(http, 412, "<Error><Code>PreconditionFailed</Code><Message>no</Message></Error>");
      return;
    }
    boolean cut = request.key().startsWith("cut/");
    http.getResponseHeaders().set("ETag", ETAG);
    http.getResponseHeaders().set("Content-Type", "application/octet-stream");
    http.sendResponseHeaders(200, BYTES);
    http.getResponseBody().write(new byte[cut ? BYTES / 2 : BYTES]);
    http.getResponseBody().flush();
  }

  private static void xml(HttpExchange http, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/xml");
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
