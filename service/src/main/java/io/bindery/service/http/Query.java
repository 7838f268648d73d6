package io.bindery.service.http;

import akka.http.javadsl.model.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request's address. A misspelt one is refused rather than overlooked. */
record Query(Map<String, String> parameters) {
  Query(HttpRequest request) {
    this(request.getUri().query().toMap());
  }

  /** Refuses parameters that are not among these. */
  void only(String... names) {
    var known = List.of(names);
    for (var name : parameters.keySet()) {
      if (!known.contains(name)) {
        throw new RequestException(
            "There is no parameter %s; there are %s.".formatted(name, String.join(", ", known)));
      }
    }
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
