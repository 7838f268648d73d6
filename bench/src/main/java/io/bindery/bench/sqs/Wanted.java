package io.bindery.bench.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Which attributes a receive call asks for.
 *
 * @param system of SQS
 * @param own of the message's sender
 */
record Wanted(Set<String> system, Set<String> own) {
  static Wanted of(JsonNode request) {
    var system = names(request, "MessageSystemAttributeNames");
    // As clients of before named it.
    system.addAll(names(request, "AttributeNames"));
    return new Wanted(system, names(request, "MessageAttributeNames"));
  }

  static Set<String> names(JsonNode request, String field) {
    var names = new HashSet<String>();
    request.path(field).forEach(name -> names.add(name.asText()));
    return names;
  }

  static boolean isNamed(Set<String> names, String name) {
    return names.contains(name) || names.contains("All") || names.contains(".*");
  }
}
