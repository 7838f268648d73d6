package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.http.RestRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Pages of listings; a token holds the place of the last thing before it. */
final class Page {
  private Page() {}

  /**
   * One page.
   *
   * @param all in the order of the listing
   * @param shown whether it is in the listing
   */
  static <T> ObjectNode of(
      RestRequest request,
      String field,
      NavigableMap<String, T> all,
      Predicate<T> shown,
      Function<T, ObjectNode> view) {
    int size = Checks.pageSize(request);
    NavigableMap<String, T> rest =
        request
            .parameter("nextToken")
            .filter(token -> !token.isEmpty())
            .map(token -> all.tailMap(place(token), false))
            .orElse(all);
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode list = page.putArray(field);
    Optional<String> last = Optional.empty();
    for (Map.Entry<String, T> entry : rest.entrySet()) {
      if (!shown.test(entry.getValue())) {
        continue;
      }
      if (list.size() == size) {
        page.put("NextToken", token(last.orElseThrow()));
        break;
      }
      list.add(view.apply(entry.getValue()));
      last = Optional.of(entry.getKey());
    }
    return page;
  }

  static String token(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }

  private static String place(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Errors.invalid("NextToken is none that was given.");
    }
  }
}
