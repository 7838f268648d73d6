package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * From which sites pages may send requests: our own, and those that the settings name. These get
 * the headers of CORS, without which a browser keeps the answers from them; never for cookies.
 */
final class Origins {
  private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");

  private final Optional<String> publicOrigin;
  private final List<String> others;

  /**
   * @param publicUrl where browsers reach us, if a proxy stands before us
   * @param others sites, as {@code https://HOST}
   */
  Origins(Optional<URI> publicUrl, List<String> others) {
    this.publicOrigin = publicUrl.map(Origins::of);
    this.others = others;
  }

  /** Scheme, host and port, as browsers write them. */
  static String of(URI url) {
    var port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return "%s://%s%s".formatted(url.getScheme(), url.getHost(), port);
  }

  /** Whether it is sent by no page, by one of ours, or by one of a site that may. */
  boolean mayAsk(Incoming incoming) {
    return incoming.origin().isEmpty() || isOwn(incoming) || isOther(incoming);
  }

  /** Whether it is sent by a page of ours. */
  boolean isOwn(Incoming incoming) {
    var origin = incoming.origin().orElse("");
    if (publicOrigin.filter(origin::equalsIgnoreCase).isPresent()) {
      return true;
    }
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(authority(incoming));
  }

  private static String authority(Incoming incoming) {
    var host = incoming.header("Host").map(String::strip).filter(text -> !text.isEmpty());
    var uri = incoming.request().getUri();
    return host.orElseGet(() -> "%s:%d".formatted(uri.host().address(), uri.port()));
  }

  private boolean isOther(Incoming incoming) {
    return incoming.origin().filter(others::contains).isPresent();
  }

  /** What a browser is answered that asks, for a page of another site, whether it may ask. */
  Optional<HttpResponse> preflight(Incoming incoming) {
    boolean asks =
        incoming.request().method().name().equals("OPTIONS")
            && incoming.header("Access-Control-Request-Method").isPresent();
    if (!asks || !isOther(incoming)) {
      return Optional.empty();
    }
    return Optional.of(
        HttpResponse.create()
            .withStatus(204)
            .addHeader(RawHeader.create("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"))
            .addHeader(
                RawHeader.create(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key,"
                        + " Last-Event-ID, traceparent, "
                        + Actor.HEADER))
            .addHeader(RawHeader.create("Access-Control-Max-Age", "600")));
  }

  /** The same answer, so that the page that asked may read it. */
  HttpResponse on(HttpResponse answer, Incoming incoming) {
    if (others.isEmpty()) {
      return answer;
    }
    var varied = answer.addHeader(VARY);
    return isOther(incoming)
        ? varied
            .addHeader(
                RawHeader.create("Access-Control-Allow-Origin", incoming.origin().orElseThrow()))
            .addHeader(
                RawHeader.create(
                    "Access-Control-Expose-Headers",
                    "ETag, Location, Retry-After, X-Request-Id, Content-Disposition"))
        : varied;
  }
}
