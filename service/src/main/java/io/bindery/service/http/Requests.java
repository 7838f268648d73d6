package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** What several endpoints read from a request. */
final class Requests {
  private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,255}");

  private final Bodies bodies;

  Requests(Bodies bodies) {
    this.bodies = bodies;
  }

  /** Handles a JSON object. */
  @FunctionalInterface
  interface JsonHandler {
    CompletionStage<HttpResponse> handle(JsonFields body) throws FieldException;
  }

  /** Reads a body that is one JSON object, or answers what is wrong with it. */
  CompletionStage<HttpResponse> json(HttpRequest request, JsonHandler handler) {
    var type = request.entity().getContentType().mediaType();
    if (!type.mainType().equals("application") || !type.subType().equals("json")) {
      return done(Reply.problem(415, "Send a JSON object as application/json."));
    }
    return bodies.read(
        request.entity(),
        body -> {
          var text = utf8(ByteBuffer.wrap(body));
          if (text.isEmpty()) {
            return done(Reply.problem(400, "The body is not UTF-8."));
          }
          try {
            return handler.handle(JsonFields.parse(text.get(), ""));
          } catch (FieldException e) {
            return done(Reply.problem(400, e.getMessage()));
          }
        });
  }

  /** Who gives an order: the token proves that somebody may, the header says who it is. */
  static String actor(HttpRequest request) {
    return Actor.of(request.getHeader(Actor.HEADER).map(HttpHeader::value));
  }

  /** The version that the header If-Match expects; nothing if there is none, or any will do. */
  static OptionalLong expectedVersion(HttpRequest request) {
    var expected = request.getHeader("If-Match").map(HttpHeader::value).map(String::strip);
    if (expected.isEmpty() || expected.get().equals("*")) {
      return OptionalLong.empty();
    }
    var version = VERSION.matcher(expected.get());
    if (!version.matches()) {
      throw new RequestException("The header If-Match must be an ETag of this API, as \"3\".");
    }
    return OptionalLong.of(Long.parseLong(version.group(1)));
  }

  static String bucket(String name) {
    if (!BUCKET.matcher(name).matches()) {
      throw new RequestException(
          "The name of a bucket has 3 to 255 letters, digits, dots, hyphens.");
    }
    return name;
  }

  /** A whole number of the query, within the bounds. */
  static int number(String name, Optional<String> text, int otherwise, int max) {
    try {
      int number = text.map(Integer::parseInt).orElse(otherwise);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same answer as for one out of bounds.
    }
    throw new RequestException("%s must be a whole number from 1 to %d.".formatted(name, max));
  }

  /** Refuses fields that are not among these: one that is misspelt must not be overlooked. */
  static void only(JsonFields body, String... names) {
    var known = List.of(names);
    for (var name : body.values().keySet()) {
      if (!known.contains(name)) {
        throw new RequestException(
            "There is no field %s; there are %s."
                .formatted(FieldException.shown(name), String.join(", ", known)));
      }
    }
  }

  /** A field that is true or false; false if it is absent. */
  static boolean flag(JsonFields body, String name) throws FieldException {
    if (!body.has(name)) {
      return false;
    }
    if (body.values().get(name) instanceof Boolean flag) {
      return flag;
    }
    throw FieldException.notAllowed(name, String.valueOf(body.values().get(name)), "true or false");
  }

  /** Nothing is guessed: a key with a replaced character would be another key. */
  static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static CompletionStage<HttpResponse> done(HttpResponse response) {
    return completed(response);
  }

  static <T> CompletionStage<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
