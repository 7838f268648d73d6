package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * What every answer tells browsers, refusals included. An endpoint that sets one of these headers
 * itself keeps its own, as one whose bytes come from uploaders.
 */
public final class SecurityHeaders {
  /** Nothing is loaded from anywhere else, and nothing that stands in a page itself is run. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data: blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private static final List<HttpHeader> ALL =
      List.of(
          RawHeader.create("Content-Security-Policy", CONTENT_SECURITY_POLICY),
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
          RawHeader.create("Cache-Control", "no-store"));

  private SecurityHeaders() {}

  /** The same answer with those that it has not got yet. */
  public static HttpResponse on(HttpResponse answer) {
    var missing = new ArrayList<HttpHeader>();
    for (var header : ALL) {
      if (answer.getHeader(header.name()).isEmpty()) {
        missing.add(header);
      }
    }
    return missing.isEmpty() ? answer : answer.addHeaders(missing);
  }
}
