package io.bindery.service.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Connection;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * What a request is answered that Akka HTTP cannot read: as a problem like all others. Akka HTTP
 * makes it by its name in {@code akka.http.server.parsing.error-handler}.
 */
public final class ParsingProblems extends ParsingErrorHandler {
  private static final int UNPROCESSABLE = 422;

  /** Called by Akka HTTP. */
  public ParsingProblems() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    // A body where the method has none is no more readable than a header that is none.
    int code = status.intValue() == UNPROCESSABLE ? 400 : status.intValue();
    return SecurityHeaders.on(Reply.problem(code, words(code, error), Connection.create("close")));
  }

  /** The summary is about the request; its detail may repeat a header, and so a token. */
  private static String words(int status, ErrorInfo error) {
    return switch (status) {
      case 413 -> "The body is too large: send it in parts, or raise bindery.http.max-body.";
      case 414 -> "The address is too long: shorten its parameters.";
      case 431 -> "The headers are too large: send fewer or shorter ones.";
      case 501 -> "The method is not known: use GET, HEAD, POST, PUT or DELETE.";
      case 505 -> "The version of HTTP is not known: use HTTP/1.1.";
      default -> "The request cannot be read as HTTP: %s".formatted(error.summary());
    };
  }
}
