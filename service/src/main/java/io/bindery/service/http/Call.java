package io.bindery.service.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request as its {@link Endpoint} sees it: only what the endpoint says that it takes. */
public final class Call {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,255}");

  private final Incoming incoming;
  private final HttpRequest request;
  private final Principal principal;
  private final Map<String, String> variables;
  private final Map<String, String> parameters;
  private final Bodies bodies;
  private final Spans spans;

  /** What was read already, of an order that was recorded. */
  private final Optional<byte[]> body;

  Call(
      Incoming incoming,
      Principal principal,
      Map<String, String> variables,
      Map<String, String> parameters,
      Bodies bodies,
      Spans spans) {
    this(incoming, principal, variables, parameters, bodies, spans, Optional.empty());
  }

  private Call(
      Incoming incoming,
      Principal principal,
      Map<String, String> variables,
      Map<String, String> parameters,
      Bodies bodies,
      Spans spans,
      Optional<byte[]> body) {
    this.incoming = incoming;
    this.request = incoming.request();
    this.body = body;
    this.principal = principal;
    this.variables = variables;
    this.parameters = parameters;
    this.bodies = bodies;
    this.spans = spans;
  }

  /** Answers a body. */
  @FunctionalInterface
  public interface Use<T> {
    CompletionStage<HttpResponse> with(T body) throws FieldException;
  }

  /** The same, whose body was read. */
  Call with(byte[] read) {
    return new Call(incoming, principal, variables, parameters, bodies, spans, Optional.of(read));
  }

  /** The request as it came. */
  Incoming incoming() {
    return incoming;
  }

  /** All parameters of the address. */
  Map<String, String> parameters() {
    return parameters;
  }

  /**
   * Reads the body, if it is of a type that may be.
   *
   * @param types of {@code application/TYPE}
   */
  CompletionStage<HttpResponse> whole(
      Set<String> types, Function<byte[], CompletionStage<HttpResponse>> use) {
    refuseOtherTypes(types);
    return bodies.read(request.entity(), use);
  }

  /** Whether it is known that there is no body. */
  boolean isEmpty() {
    return request.entity().getContentLengthOption().orElse(-1) == 0;
  }

  /** A variable of the path. */
  public String variable(String name) {
    return variables.get(name);
  }

  /** The bucket that the path names. */
  public String bucket() {
    return bucket(variable("bucket"));
  }

  public static String bucket(String name) {
    if (!BUCKET.matcher(name).matches()) {
      throw new RequestException(
          "bucket", "The name of a bucket has 3 to 255 letters, digits, dots, hyphens.");
    }
    return name;
  }

  /** The version that the path names. */
  public long version() {
    var text = variable("version");
    if (!VERSION.matcher(text).matches()) {
      throw new RequestException("version", "A version is a whole number from 1 on.");
    }
    return Long.parseLong(text);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * A parameter that is one of some words.
   *
   * @param word how a value is written
   */
  public <E> Optional<E> oneOf(String name, E[] values, Function<E, String> word) {
    return oneOf(name, parameter(name), values, word);
  }

  /** The same for a text that came otherwise. */
  public static <E> Optional<E> oneOf(
      String name, Optional<String> text, E[] values, Function<E, String> word) {
    var found =
        text.flatMap(
            it -> Arrays.stream(values).filter(value -> word.apply(value).equals(it)).findFirst());
    if (text.isPresent() && found.isEmpty()) {
      throw new RequestException(
          name,
          "%s = %s: it must be one of %s."
              .formatted(
                  name,
                  FieldException.shown(text.get()),
                  Arrays.stream(values).map(word).collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** How many items a page may have. */
  public int limit() {
    var text = parameter("limit");
    if (text.isEmpty()) {
      return PAGE;
    }
    // Digits only: parseInt takes a sign and the digits of any script.
    int number = NUMBER.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : 0;
    if (number >= 1 && number <= LONGEST_PAGE) {
      return number;
    }
    throw new RequestException(
        "limit",
        "limit = %s: it must be a whole number from 1 to %d."
            .formatted(FieldException.shown(text.get()), LONGEST_PAGE));
  }

  /** A field of a body that is true or false; false if it is absent. */
  public static boolean flag(JsonFields body, String name) throws FieldException {
    if (!body.has(name)) {
      return false;
    }
    if (body.values().get(name) instanceof Boolean flag) {
      return flag;
    }
    throw FieldException.notAllowed(name, String.valueOf(body.values().get(name)), "true or false");
  }

  /** Where a page begins: what the page before gave as {@code next}. */
  public Optional<Cursor> after() {
    return after(parameter("after"));
  }

  public static Optional<Cursor> after(Optional<String> text) {
    var cursor = text.flatMap(Cursor::parse);
    if (text.isPresent() && cursor.isEmpty()) {
      throw new RequestException(
          "after",
          "after = %s: it must be what a page before gave as next."
              .formatted(FieldException.shown(text.get())));
    }
    return cursor;
  }

  public boolean flag(String name) {
    var text = parameter(name).orElse("false");
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new RequestException(
        name, "%s = %s: it must be true or false.".formatted(name, FieldException.shown(text)));
  }

  /** Who sends it, as far as it was proved. */
  public Principal principal() {
    return principal;
  }

  /** Who gives an order: what was proved, and for whom, if the request says so. */
  public String actor() {
    return Headers.actor(request, principal);
  }

  public OptionalLong expectedVersion() {
    return Headers.expectedVersion(request);
  }

  public Optional<String> idempotencyKey() {
    return Headers.idempotencyKey(request);
  }

  /** Where what is asked for belongs in a trace, if the request says so. */
  public Optional<TraceContext> trace() {
    return spans.received(Headers.traceparent(request), Optional.empty());
  }

  /** The part of a file that is asked for, as it is written. */
  public Optional<String> range() {
    return Headers.range(request);
  }

  /** The last event that a client of a stream has; nothing if it has none. */
  Optional<String> lastEventId() {
    return Headers.lastEventId(request);
  }

  /** Whether the client reads what is compressed by gzip. */
  boolean takesGzip() {
    return Headers.takesGzip(request);
  }

  /** Reads a JSON object with these fields and no others. */
  CompletionStage<HttpResponse> json(Set<String> fields, Use<JsonFields> use) {
    if (fields.isEmpty() && isEmpty()) {
      return answered("{}", nothing -> use.with(JsonFields.parse(nothing, "")));
    }
    return definition(
        body -> {
          Endpoint.refuseOthers("field", body.values().keySet(), fields);
          return use.with(body);
        });
  }

  /** Reads a JSON object whose fields somebody else checks. */
  CompletionStage<HttpResponse> definition(Use<JsonFields> use) {
    return text("json", text -> use.with(JsonFields.parse(text, "").storable()));
  }

  /** Reads a text of {@code application/TYPE}. */
  CompletionStage<HttpResponse> text(String type, Use<String> use) {
    return bytes(
        Map.of(
            type, body -> answered(utf8(ByteBuffer.wrap(body)).orElseThrow(Call::notUtf8), use)));
  }

  /** Reads bytes of one of several types of {@code application/TYPE}. */
  public CompletionStage<HttpResponse> bytes(
      Map<String, Function<byte[], CompletionStage<HttpResponse>>> uses) {
    refuseOtherTypes(uses.keySet());
    var use = uses.get(request.entity().getContentType().mediaType().subType());
    return body.isPresent() ? use.apply(body.get()) : bodies.read(request.entity(), use);
  }

  private void refuseOtherTypes(Set<String> types) {
    var type = request.entity().getContentType().mediaType();
    if (!type.mainType().equals("application") || !types.contains(type.subType())) {
      throw new RequestException(
          415,
          "Content-Type",
          "Send the body as application/%s."
              .formatted(String.join(" or application/", new TreeSet<>(types))));
    }
  }

  private static <T> CompletionStage<HttpResponse> answered(T body, Use<T> use) {
    try {
      return use.with(body);
    } catch (FieldException e) {
      return done(Reply.problemOf(e.field(), 400, e.getMessage()));
    }
  }

  /** Nothing is guessed: a key with a replaced character would be another key. */
  public static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  public static RequestException notUtf8() {
    return new RequestException("", "The body is not UTF-8.");
  }

  public static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
