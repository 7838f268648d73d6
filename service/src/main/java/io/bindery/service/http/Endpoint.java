package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * One method at one path, with all that a request may bring there. A parameter or a field that is
 * not named here never reaches a handler: it is refused, so that a misspelt one is not overlooked.
 *
 * @param path below {@code /api/v1/}, or from the root if it begins with a slash; a segment in
 *     braces stands for any
 * @param parameters names of the parameters that its address may have
 * @param body what its body may be
 * @param handler answers it
 * @param role who may send it; empty: anyone, also without a token
 * @param audited whether it is an order, which is in the audit trail before it is carried out
 */
public record Endpoint(
    String method,
    String path,
    Set<String> parameters,
    Body body,
    Handler handler,
    Optional<Role> role,
    boolean audited) {

  /** One that viewers may use if it is a GET, else an order that operators may give. */
  public Endpoint(String method, String path, Set<String> parameters, Body body, Handler handler) {
    this(
        method,
        path,
        parameters,
        body,
        handler,
        Optional.of(method.equals("GET") ? Role.VIEWER : Role.OPERATOR),
        !method.equals("GET"));
  }

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> handle(Call call) throws FieldException;
  }

  /** Answers a request with a JSON object. */
  @FunctionalInterface
  public interface JsonHandler {
    CompletionStage<HttpResponse> handle(Call call, JsonFields body) throws FieldException;
  }

  /** Answers a request with a text. */
  @FunctionalInterface
  public interface TextHandler {
    CompletionStage<HttpResponse> handle(Call call, String body) throws FieldException;
  }

  /** What a body may be. */
  public sealed interface Body {
    /** A JSON object with no other fields than these; with none of them it may be left out. */
    record Fields(Set<String> names) implements Body {}

    /** A JSON object whose reader knows its fields, and refuses others. */
    record Definition() implements Body {}

    /** What others define; its reader decides. */
    record Foreign(Set<String> mediaTypes) implements Body {}
  }

  public static Endpoint get(String path, Set<String> parameters, Handler handler) {
    return new Endpoint("GET", path, parameters, new Body.Fields(Set.of()), handler);
  }

  /** An order that needs no body. */
  public static Endpoint plain(String method, String path, Handler handler) {
    return new Endpoint(
        method,
        path,
        Set.of(),
        new Body.Fields(Set.of()),
        call -> call.json(Set.of(), body -> handler.handle(call)));
  }

  public static Endpoint json(String method, String path, Set<String> fields, JsonHandler handler) {
    return new Endpoint(
        method,
        path,
        Set.of(),
        new Body.Fields(fields),
        call -> call.json(fields, body -> handler.handle(call, body)));
  }

  /** With a body whose reader refuses unknown fields itself. */
  public static Endpoint definition(String method, String path, JsonHandler handler) {
    return new Endpoint(
        method,
        path,
        Set.of(),
        new Body.Definition(),
        call -> call.definition(body -> handler.handle(call, body)));
  }

  /** With a body in a format of others. */
  public static Endpoint foreign(String path, String mediaType, TextHandler handler) {
    return new Endpoint(
        "POST",
        path,
        Set.of(),
        new Body.Foreign(Set.of(mediaType)),
        call -> call.text(mediaType, text -> handler.handle(call, text)));
  }

  /** The same for this role and those above it. */
  public Endpoint needs(Role least) {
    return new Endpoint(method, path, parameters, body, handler, Optional.of(least), audited);
  }

  /** The same for anyone, also without a token: it must tell nothing. */
  public Endpoint open() {
    return new Endpoint(method, path, parameters, body, handler, Optional.empty(), false);
  }

  /** The same as one that changes nothing, whatever its method: for viewers, and not audited. */
  public Endpoint reads() {
    return new Endpoint(method, path, parameters, body, handler, Optional.of(Role.VIEWER), false);
  }

  /** The same as one whose notices the journal keeps: they are facts, and no orders. */
  public Endpoint notices() {
    return new Endpoint(method, path, parameters, body, handler, role, false);
  }

  /**
   * The variables of a path, if it is this one. None of them is empty.
   *
   * @param segments decoded
   */
  Optional<Map<String, String>> match(List<String> segments) {
    // The root has no segment.
    var pattern = address().isEmpty() ? new String[0] : address().split("/", -1);
    if (pattern.length != segments.size()) {
      return Optional.empty();
    }
    var variables = new LinkedHashMap<String, String>();
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].startsWith("{") && !segments.get(i).isEmpty()) {
        variables.put(pattern[i].substring(1, pattern[i].length() - 1), segments.get(i));
      } else if (!pattern[i].equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** Whether whoever watches the process asks it, as often as he likes. */
  boolean isProbe() {
    return role.isEmpty() && (path.equals("/alive") || path.equals("/ready"));
  }

  /** Of which types its body may be. */
  Set<String> types() {
    return body instanceof Body.Foreign foreign ? foreign.mediaTypes() : Set.of("json");
  }

  /** The whole path, without the slash at its beginning. */
  public String address() {
    return path.startsWith("/") ? path.substring(1) : "api/v1/" + path;
  }

  /** How much of the path is said by name: of two that match, the one that says more is meant. */
  long named() {
    return Arrays.stream(address().split("/", -1)).filter(part -> !part.startsWith("{")).count();
  }

  /**
   * Refuses names that are not among those that are there.
   *
   * @param what they are, as in "parameter"
   */
  public static void refuseOthers(String what, Set<String> names, Set<String> known) {
    for (var name : names) {
      if (!known.contains(name)) {
        throw new RequestException(
            name,
            "There is no %s %s%s"
                .formatted(
                    what,
                    FieldException.shown(name),
                    known.isEmpty()
                        ? " here: leave it out."
                        : "; there are " + String.join(", ", new TreeSet<>(known)) + "."));
      }
    }
  }
}
