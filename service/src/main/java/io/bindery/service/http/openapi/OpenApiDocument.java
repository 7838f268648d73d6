package io.bindery.service.http.openapi;

import io.bindery.service.http.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The OpenAPI document of this API, joined from parts that are written by hand. What is the same
 * for all operations is added here, so that it is written once and is never forgotten.
 */
public final class OpenApiDocument {
  private static final String PATHS = "paths";
  private static final String COMPONENTS = "components";
  private static final String PARAMETERS = "parameters";
  private static final String RESPONSES = "responses";
  private static final String REF = "$ref";
  private static final String PROBLEM = "#/components/responses/problem";

  /** Problems that any request may be answered with. */
  private static final List<String> ALWAYS = List.of("400", "401", "403", "429", "500", "503");

  /** Problems of what anyone may ask for. */
  private static final List<String> OF_OPEN = List.of("400", "403", "429", "500");

  /** Problems of requests that have a body. */
  private static final List<String> OF_BODIES = List.of("408", "413", "415");

  private OpenApiDocument() {}

  /**
   * The whole document.
   *
   * @param version of Bindery
   * @param endpoints all that there are; of each the document says who may use it
   * @throws IllegalStateException if two parts describe the same, or one what is not there
   */
  public static Map<String, Object> of(String version, List<Endpoint> endpoints) {
    var document = DocumentParts.head();
    child(document, "info").put("version", version);
    var tags = new ArrayList<Object>();
    var paths = new TreeMap<String, Object>();
    for (var part : DocumentParts.all().values()) {
      var tag = child(part, "tag");
      tags.add(tag);
      child(part, PATHS)
          .forEach(
              (path, item) -> joinPath(paths, path, map(item), String.valueOf(tag.get("name"))));
      child(part, COMPONENTS)
          .forEach(
              (kind, ones) -> map(ones).forEach((name, one) -> join(document, kind, name, one)));
    }
    document.put("tags", tags);
    document.put(PATHS, paths);
    var known = byOperation(endpoints);
    paths.forEach(
        (path, item) ->
            map(item)
                .forEach(
                    (method, operation) ->
                        complete(
                            method,
                            map(operation),
                            Optional.ofNullable(known.get(key(method, path))))));
    // What they share comes last.
    document.put(COMPONENTS, document.remove(COMPONENTS));
    return document;
  }

  /** An endpoint as the document names it, such as {@code GET /api/v1/batches}. */
  public static String key(Endpoint endpoint) {
    return key(endpoint.method(), "/" + endpoint.address());
  }

  private static String key(String method, String path) {
    return method.toUpperCase(Locale.ROOT) + " " + path;
  }

  private static Map<String, Endpoint> byOperation(List<Endpoint> endpoints) {
    var known = new LinkedHashMap<String, Endpoint>();
    endpoints.forEach(endpoint -> known.put(key(endpoint), endpoint));
    return known;
  }

  /** Methods of one path may stand in different parts. */
  private static void joinPath(
      Map<String, Object> paths, String path, Map<String, Object> item, String tag) {
    var joined = map(paths.computeIfAbsent(path, absent -> new LinkedHashMap<String, Object>()));
    item.forEach(
        (method, operation) -> {
          var tagged = new LinkedHashMap<String, Object>();
          tagged.put("tags", List.of(tag));
          tagged.putAll(map(operation));
          once(joined.put(method, tagged), key(method, path));
        });
  }

  private static void join(Map<String, Object> document, String kind, String name, Object one) {
    once(child(child(document, COMPONENTS), kind).put(name, one), kind + "/" + name);
  }

  private static void once(Object before, String what) {
    if (before != null) {
      throw new IllegalStateException("the document describes %s twice".formatted(what));
    }
  }

  /**
   * Adds what is the same for all: who may use it, and what anybody may be answered.
   *
   * @param endpoint nothing if the document describes what is not there
   */
  private static void complete(
      String method, Map<String, Object> operation, Optional<Endpoint> endpoint) {
    var responses = child(operation, RESPONSES);
    var parameters = list(operation, PARAMETERS);
    var role = endpoint.flatMap(Endpoint::role);
    operation.put(
        "security",
        role.map(it -> List.of(it.word()))
            .<List<Object>>map(it -> List.of(Map.of("bearer", it), Map.of("cookie", it)))
            .orElse(List.of()));
    boolean gets = method.equals("get");
    if (!gets) {
      add(responses, OF_BODIES);
    }
    if (gets && map(responses.getOrDefault("200", Map.of())).containsKey("headers")) {
      parameters.add(Map.of(REF, "#/components/parameters/if-none-match"));
      responses.putIfAbsent("304", Map.of(REF, "#/components/responses/not-modified"));
    }
    if (endpoint.isPresent() && endpoint.get().audited()) {
      parameters.add(Map.of(REF, "#/components/parameters/actor"));
    }
    add(responses, role.isPresent() ? ALWAYS : OF_OPEN);
    operation.put(PARAMETERS, parameters);
    operation.put(RESPONSES, new TreeMap<>(responses));
  }

  private static void add(Map<String, Object> responses, List<String> problems) {
    problems.forEach(status -> responses.putIfAbsent(status, Map.of(REF, PROBLEM)));
  }

  private static List<Object> list(Map<String, Object> parent, String name) {
    return new ArrayList<>(parent.get(name) instanceof List<?> list ? list : List.of());
  }

  /** A map below another one, which is made if it is not there. */
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    return map(parent.computeIfAbsent(name, absent -> new LinkedHashMap<String, Object>()));
  }

  @SuppressWarnings("unchecked") // Keys of the parts are texts: YamlText reads no others.
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
