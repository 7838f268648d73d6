package io.bindery.service.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The client of all tests of the API: it fails if a service answers what the OpenAPI document of
 * that service does not say.
 */
final class CheckedClient extends HttpClient {
  /** By scheme, host and port of the service. */
  private static final Map<String, Contract> CONTRACTS = new ConcurrentHashMap<>();

  private final HttpClient client;

  CheckedClient(HttpClient client) {
    this.client = client;
  }

  /** From now on what this service answers is checked. */
  static void know(HttpServer service) {
    CONTRACTS.computeIfAbsent(place(service.address()), absent -> Contract.of(service.endpoints()));
  }

  private static String place(URI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return checked(request, client.send(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return client.sendAsync(request, handler).thenApply(reply -> checked(request, reply));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushed) {
    return client.sendAsync(request, handler, pushed).thenApply(reply -> checked(request, reply));
  }

  private static <T> HttpResponse<T> checked(HttpRequest request, HttpResponse<T> reply) {
    var contract = CONTRACTS.get(place(request.uri()));
    if (contract != null) {
      text(reply.body())
          .ifPresent(
              body ->
                  contract.check(
                      request.method(),
                      request.uri(),
                      request.bodyPublisher().flatMap(CheckedClient::sent),
                      new Contract.Answer(reply.statusCode(), reply.headers().map(), body)));
    }
    return reply;
  }

  /** A body that was read as a whole. */
  private static Optional<String> text(Object body) {
    if (body instanceof String text) {
      return Optional.of(text);
    }
    return body instanceof byte[] bytes
        ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** What was sent, if that is at hand at once. */
  private static Optional<String> sent(HttpRequest.BodyPublisher publisher) {
    var bytes = new ByteArrayOutputStream();
    var done = new CompletableFuture<String>();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer part) {
            var copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
          }

          @Override
          public void onError(Throwable failure) {
            done.completeExceptionally(failure);
          }

          @Override
          public void onComplete() {
            done.complete(bytes.toString(StandardCharsets.UTF_8));
          }
        });
    return done.isDone() && !done.isCompletedExceptionally()
        ? Optional.of(done.join())
        : Optional.empty();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
