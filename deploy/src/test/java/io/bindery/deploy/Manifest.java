package io.bindery.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One object of Kubernetes, as its text says it. A path is keys and positions with slashes between
 * them; a slash in a key is written ~1.
 */
record Manifest(Map<String, Object> content) {
  String kind() {
    return String.valueOf(content.get("kind"));
  }

  String apiVersion() {
    return String.valueOf(content.get("apiVersion"));
  }

  String name() {
    return String.valueOf(at("metadata/name"));
  }

  /** What stands at a path; null if nothing does. */
  Object at(String path) {
    return at(content, path);
  }

  static Object at(Object from, String path) {
    var value = from;
    for (var step : path.split("/", -1)) {
      if (value instanceof Map<?, ?> map) {
        value = map.get(step.replace("~1", "/"));
      } else if (value instanceof List<?> list && step.matches("\\d+")) {
        int position = Integer.parseInt(step);
        value = position < list.size() ? list.get(position) : null;
      } else {
        return null;
      }
    }
    return value;
  }

  String text(String path) {
    return String.valueOf(at(path));
  }

  /** The object at a path; an empty one if there is none. */
  Map<String, Object> inner(String path) {
    return at(path) instanceof Map<?, ?> map ? map(map) : Map.of();
  }

  /** The objects of a list at a path. */
  List<Map<String, Object>> list(String path) {
    return list(content, path);
  }

  static List<Map<String, Object>> list(Object from, String path) {
    return at(from, path) instanceof List<?> list
        ? list.stream().map(Manifest::map).toList()
        : List.of();
  }

  /** The first container of its pods. */
  Map<String, Object> container() {
    return list("spec/template/spec/containers").get(0);
  }

  /** The environment of it: values as they are, and what comes from elsewhere as an empty text. */
  Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    for (var variable : list(container(), "env")) {
      environment.put(
          String.valueOf(variable.get("name")),
          variable.containsKey("value") ? String.valueOf(variable.get("value")) : "");
    }
    return environment;
  }

  /** An object whose keys are texts, as those of YAML here are. */
  static Map<String, Object> map(Object value) {
    var map = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) value).forEach((key, inner) -> map.put(String.valueOf(key), inner));
    return map;
  }

  /** A copy that shares nothing, to change something in it. */
  Manifest copy() {
    return new Manifest(map(copy(content)));
  }

  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, Object>();
      map.forEach((key, inner) -> copy.put(String.valueOf(key), copy(inner)));
      return copy;
    }
    if (value instanceof List<?> list) {
      return new java.util.ArrayList<>(list.stream().map(Manifest::copy).toList());
    }
    return value;
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
