package io.bindery.localaws.http;

import io.bindery.localaws.LocalAwsException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.ContentSourceRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server behind the endpoint. Paths, queries, headers and bodies pass as they are. Bodies stream,
 * at the pace of the slower side.
 */
public final class Upstream {
  /** Answers that are held whole (write acknowledgements, listings of deletes) stay below this. */
  private static final int MAX_HELD_ANSWER = 32 << 20;

  private static final Duration IDLE = Duration.ofMinutes(5);

  /** The server is of this process: if it is slow to take a connection, the machine is busy. */
  private static final Duration CONNECT = Duration.ofMinutes(1);

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect");

  private final HttpClient client;
  private final URI base;

  private Upstream(HttpClient client, URI base) {
    this.client = client;
    this.base = base;
  }

  /** A server at {@code base}, reached through {@code client}. */
  public static Upstream of(HttpClient client, URI base) {
    return new Upstream(client, base);
  }

  /** The client stays on this machine; it needs no certificates. */
  private static final class NoTls extends SslContextFactory.Client {
    @Override
    protected void doStart() {
      // nothing to load
    }
  }

  /** A client that changes nothing of what it carries, over plain HTTP. */
  public static HttpClient newClient() {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(new NoTls());
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(64, 8);
    threads.setName("localaws-upstream");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setUserAgentField(null);
    client.setDefaultRequestContentType(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setMaxConnectionsPerDestination(1024);
    client.setMaxRequestsQueuedPerDestination(8192);
    client.setRequestBufferSize(32 << 10);
    client.setResponseBufferSize(32 << 10);
    client.setIdleTimeout(IDLE.toMillis());
    client.setConnectTimeout(CONNECT.toMillis());
    try {
      client.start();
    } catch (Exception e) {
      throw new LocalAwsException("The HTTP client of the local services cannot start: " + e, e);
    }
    client.getContentDecoderFactories().clear();
    client.getProtocolHandlers().clear();
    return client;
  }

  /** A whole answer. */
  @SuppressWarnings("ArrayRecordComponent") // bodies are carried, never compared
  public record Answer(int status, HttpFields headers, byte[] body) {
    public boolean ok() {
      return status >= 200 && status < 300;
    }

    /** A header, or "". */
    public String header(String name) {
      String value = headers.get(name);
      return value == null ? "" : value;
    }
  }

  /** Carries the exchange over and back, both bodies streamed. */
  public void stream(Exchange exchange) {
    Request request = request(exchange);
    setBody(request, exchange);
    Callback.Completable copied = new Callback.Completable();
    request.onResponseHeaders(
        answer -> {
          exchange.response().setStatus(answer.getStatus());
          exchange.copyHeaders(answer.getHeaders());
        });
    request.onResponseContentSource(
        (answer, source) -> Content.copy(source, exchange.response(), copied));
    request.send(
        result -> {
          // Only now has the sender read the last of the request, which must live until then.
          if (result.isFailed()) {
            exchange.fail(result.getFailure());
          } else {
            CompletableFuture<Void> unused =
                copied.whenComplete(
                    (nothing, failure) -> {
                      if (failure == null) {
                        exchange.callback().succeeded();
                      } else {
                        exchange.callback().failed(failure);
                      }
                    });
          }
        });
  }

  /** Carries the exchange over, its body streamed, and waits for the whole answer. */
  public Answer forward(Exchange exchange) {
    Request request = request(exchange);
    setBody(request, exchange);
    return send(request);
  }

  /** Carries the exchange over with {@code body} in place of the one it came with. */
  public Answer forward(Exchange exchange, byte[] body) {
    return send(request(exchange).body(content(body)));
  }

  /** Sends a request of the gateway's own and waits for the whole answer. */
  public Answer send(String method, String rawPathQuery, HttpFields headers, byte[] body) {
    return send(
        client
            .newRequest(base)
            .method(method)
            .path(rawPathQuery)
            .headers(fields -> fields.add(headers))
            .body(content(body)));
  }

  public static boolean isHopByHop(String header) {
    return HOP_BY_HOP.contains(header.toLowerCase(Locale.ROOT));
  }

  private Request request(Exchange exchange) {
    String query = exchange.rawQuery();
    String path = exchange.rawPath();
    return client
        .newRequest(base)
        .method(exchange.method())
        .path(query.isEmpty() ? path : path + "?" + query)
        .headers(
            fields -> {
              fields.clear();
              exchange.headers().stream()
                  .filter(field -> !isHopByHop(field.getName()))
                  .filter(field -> field.getHeader() != HttpHeader.CONTENT_LENGTH)
                  .forEach(fields::add);
            });
  }

  private static void setBody(Request request, Exchange exchange) {
    if (exchange.hasBody()) {
      request.body(new ContentSourceRequestContent(exchange.body(), null));
    } else if (!Set.of("GET", "HEAD", "DELETE").contains(exchange.method())) {
      request.body(content(new byte[0]));
    }
  }

  /** Without a content type of its own, so that the client's absence of one passes too. */
  private static BytesRequestContent content(byte[] body) {
    return new BytesRequestContent((String) null, body);
  }

  private static Answer send(Request request) {
    try {
      ContentResponse response =
          new CompletableResponseListener(request, MAX_HELD_ANSWER)
              .send()
              .get(IDLE.toSeconds(), TimeUnit.SECONDS);
      byte[] body = response.getContent();
      return new Answer(
          response.getStatus(), response.getHeaders(), body == null ? new byte[0] : body);
    } catch (ExecutionException | TimeoutException e) {
      throw new AwsError(503, "ServiceUnavailable", "The server behind does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwsError(503, "ServiceUnavailable", "The local services are being stopped.");
    }
  }
}
