package io.bindery.localaws.sns;

import io.bindery.localaws.http.AwsError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters of the query protocol, some of which are numbered lists. */
record Form(Map<String, String> values) {
  String get(String name) {
    return values.getOrDefault(name, "");
  }

  String require(String name) {
    String value = get(name);
    if (value.isEmpty()) {
      throw invalid(name + " Reason: no value for required parameter");
    }
    return value;
  }

  /** The parameters below {@code prefix.1}, {@code prefix.2}, ... each as a form of its own. */
  List<Form> list(String prefix) {
    List<Form> items = new ArrayList<>();
    for (int i = 1; ; i++) {
      Form item = below(prefix + "." + i + ".");
      if (item.values().isEmpty()) {
        return items;
      }
      items.add(item);
    }
  }

  /** {@code prefix.entry.N.key} and {@code .value}. */
  Map<String, String> map(String prefix) {
    Map<String, String> map = new LinkedHashMap<>();
    list(prefix + ".entry").forEach(entry -> map.put(entry.get("key"), entry.get("value")));
    return map;
  }

  private Form below(String prefix) {
    Map<String, String> below = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), value);
          }
        });
    return new Form(below);
  }

  static AwsError invalid(String what) {
    return new AwsError(400, "InvalidParameter", "Invalid parameter: " + what);
  }
}
