package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Answers 304 in place of what a client has already, wherever an answer has an ETag. */
final class Unchanged {
  private static final String ETAG = "ETag";
  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

  private Unchanged() {}

  /** The answer, or that it is still the same. */
  static HttpResponse or(HttpResponse answer, HttpRequest request, ActorSystem<?> system) {
    var tag = answer.getHeader(ETAG).map(HttpHeader::value);
    if (tag.isEmpty() || answer.status().intValue() != 200 || !isRead(request)) {
      return answer;
    }
    if (StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(header -> header.is("if-none-match"))
        .noneMatch(header -> names(header.value(), opaque(tag.get())))) {
      return answer;
    }
    answer.discardEntityBytes(system);
    var same = HttpResponse.create().withStatus(304).addHeader(answer.getHeader(ETAG).get());
    Optional<HttpHeader> keeping = answer.getHeader("Cache-Control");
    return keeping.map(same::addHeader).orElse(same);
  }

  private static boolean isRead(HttpRequest request) {
    var method = request.method().name();
    return method.equals("GET") || method.equals("HEAD");
  }

  private static boolean names(String value, String tag) {
    return value.strip().equals("*")
        || TAG.matcher(value).results().anyMatch(one -> one.group(1).equals(tag));
  }

  /** Without the mark of a weak one: what is only alike needs not be sent again either. */
  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
