package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.service.access.Principal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers that mean something here. Each may be there once: of two, nobody knows which. */
final class Headers {
  private static final String KEY = "Idempotency-Key";
  private static final String IF_MATCH = "If-Match";
  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final Set<String> ONCE =
      Set.of(
          "host",
          "origin",
          "authorization",
          "content-type",
          "content-length",
          IF_MATCH.toLowerCase(Locale.ROOT),
          KEY.toLowerCase(Locale.ROOT),
          LAST_EVENT_ID.toLowerCase(Locale.ROOT),
          TraceContext.TRACEPARENT,
          Actor.HEADER.toLowerCase(Locale.ROOT));

  private static final int LONGEST_KEY = 200;

  /** What HTTP allows in a header without doubt: other bytes are read differently by everyone. */
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

  private static final Pattern GZIP =
      Pattern.compile(
          "(?:^|,)\\s*gzip\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[0-9.]+\\s*)?(?:,|$)");

  private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

  private Headers() {}

  /** Refuses a header that is there twice. */
  static void refuseDoubles(HttpRequest request) {
    var seen = new HashSet<String>();
    for (var header : request.getHeaders()) {
      if (ONCE.contains(header.lowercaseName()) && !seen.add(header.lowercaseName())) {
        throw new RequestException(
            header.name(), "The header %s is there twice: send it once.".formatted(header.name()));
      }
    }
  }

  /** Who gives an order: what was proved, and what the header says. */
  static String actor(HttpRequest request, Principal principal) {
    return Actor.of(request.getHeader(Actor.HEADER).map(HttpHeader::value), principal);
  }

  /** The part of a file that is asked for. */
  static Optional<String> range(HttpRequest request) {
    return value(request, "Range");
  }

  /** What tells a request that is sent again from another one. */
  static Optional<String> idempotencyKey(HttpRequest request) {
    var key = value(request, KEY);
    if (key.isPresent()
        && (key.get().isEmpty()
            || key.get().length() > LONGEST_KEY
            || !PRINTABLE.matcher(key.get()).matches())) {
      throw new RequestException(
          KEY,
          "The header %s must have 1 to %d printable characters of ASCII."
              .formatted(KEY, LONGEST_KEY));
    }
    return key;
  }

  /** The version that the header If-Match expects; nothing if there is none, or any will do. */
  static OptionalLong expectedVersion(HttpRequest request) {
    var expected = value(request, IF_MATCH);
    if (expected.isEmpty() || expected.get().equals("*")) {
      return OptionalLong.empty();
    }
    var version = VERSION.matcher(expected.get());
    if (!version.matches()) {
      throw new RequestException(
          IF_MATCH, "The header If-Match must be an ETag of this API, as \"3\".");
    }
    return OptionalLong.of(Long.parseLong(version.group(1)));
  }

  /** The last event that a client of a stream has; nothing if it has none. */
  static Optional<String> lastEventId(HttpRequest request) {
    return value(request, LAST_EVENT_ID).filter(id -> !id.isEmpty());
  }

  /** Where the request belongs in a trace, as it came. */
  static Optional<String> traceparent(HttpRequest request) {
    return value(request, TraceContext.TRACEPARENT);
  }

  /** Whether gzip is among what the client accepts; a weight of zero refuses it. */
  static boolean takesGzip(HttpRequest request) {
    return value(request, "Accept-Encoding")
        .filter(text -> GZIP.matcher(text.toLowerCase(Locale.ROOT)).find())
        .isPresent();
  }

  private static Optional<String> value(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value).map(String::strip);
  }
}
