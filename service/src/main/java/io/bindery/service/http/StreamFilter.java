package io.bindery.service.http;

import io.bindery.platform.feed.Change;
import io.bindery.protocol.field.FieldException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which changes a client wants.
 *
 * @param types of what, at least one
 * @param bucket only of this one
 * @param prefix only of folders that begin so
 */
record StreamFilter(Set<String> types, Optional<String> bucket, Optional<String> prefix) {
  private static final List<String> KNOWN = List.of("batch", "job", "suggestion", "publication");

  /**
   * What the parameters of a call say.
   *
   * @throws RequestException that names the one that is wrong
   */
  static StreamFilter of(Call call) {
    return new StreamFilter(
        call.parameter("types").map(StreamFilter::types).orElse(Set.copyOf(KNOWN)),
        call.parameter("bucket").map(Call::bucket),
        call.parameter("prefix"));
  }

  private static Set<String> types(String text) {
    var words = List.of(text.split(",", -1));
    for (var word : words) {
      if (!KNOWN.contains(word)) {
        throw new RequestException(
            "types",
            "types = %s: it must be %s, with commas between them."
                .formatted(FieldException.shown(text), String.join(" or ", KNOWN)));
      }
    }
    return new HashSet<>(words);
  }

  boolean wants(Change change) {
    return types.contains(change.type())
        && (bucket.isEmpty() || bucket.equals(change.bucket()))
        && (prefix.isEmpty()
            || change.prefix().filter(it -> it.startsWith(prefix.get())).isPresent());
  }
}
