package io.bindery.quilt.crate;

import io.bindery.quilt.crate.CrateException.Kind;
import io.bindery.quilt.json.CodePointOrder;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.PackageName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The name that a crate gives its package. */
final class CrateName {
  static final String NAME = "https://w3id.org/quilt/ro-crate#packageName";
  static final String NAMESPACE = "https://w3id.org/quilt/ro-crate#packageNamespace";

  private CrateName() {}

  /**
   * The name.
   *
   * @param inferred what it is if the crate says nothing
   * @throws CrateException if what it says is no name
   */
  static PackageName of(Graph graph, JsonObject root, PackageName inferred) {
    var names = new TreeSet<>(CodePointOrder.INSTANCE);
    var namespaces = new TreeSet<>(CodePointOrder.INSTANCE);
    for (var followed : graph.follow(root, "identifier")) {
      var iris = Entity.iris(followed.entity(), "propertyID");
      if (iris.contains(NAME)) {
        names.add(value(NAME, followed.entity()));
      }
      if (iris.contains(NAMESPACE)) {
        namespaces.add(value(NAMESPACE, followed.entity()));
      }
    }
    var name = single(NAME, names, PackageName::isName);
    var namespace = single(NAMESPACE, namespaces, PackageName::isPart);
    if (name.isPresent()) {
      return new PackageName(name.get());
    }
    return namespace
        .map(it -> new PackageName(it + "/" + ownName(root).orElseGet(inferred::name)))
        .orElse(inferred);
  }

  /** The name of the crate as the second part of a package's name. */
  private static Optional<String> ownName(JsonObject root) {
    return Entity.name(root)
        .map(PackageName::withoutOthers)
        .filter(name -> !name.chars().allMatch(c -> c == '-'));
  }

  private static String value(String term, JsonObject entity) {
    var value = entity.get("value").orElse(JsonNull.NULL);
    if (value instanceof JsonString text) {
      return text.value();
    }
    throw wrong(term, "value", value, "is no text");
  }

  private static Optional<String> single(
      String term, Set<String> values, Predicate<String> allowed) {
    if (values.size() > 1) {
      throw wrong(
          term,
          "values",
          new JsonArray(values.stream().<JsonValue>map(JsonString::new).toList()),
          "is given several times, with different values");
    }
    var value = values.stream().findFirst();
    if (value.filter(allowed.negate()).isPresent()) {
      throw wrong(
          term,
          "value",
          new JsonString(value.get()),
          "is '%s', which has other characters than letters, digits, '_' and '-'%s"
              .formatted(value.get(), term.equals(NAME) ? ", or not one '/'" : ""));
    }
    return value;
  }

  private static CrateException wrong(String term, String key, JsonValue value, String what) {
    return new CrateException(
        Kind.INVALID_PACKAGE_NAME,
        CrateException.context("term", term).with(key, value),
        "The %s in the crate's 'identifier' %s. Correct it in the crate, or leave it out."
            .formatted(term.substring(term.indexOf('#') + 1), what));
  }
}
