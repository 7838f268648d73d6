package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.localaws.http.RestRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request may say, by the model of Data Exchange. */
final class Checks {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9]{30,40}");
  private static final int DEFAULT_PAGE = 25;
  private static final int LARGEST_PAGE = 200;
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_TAG_KEY = 128;
  private static final int LONGEST_TAG_VALUE = 256;

  private Checks() {}

  static String id(String field, String value) {
    if (!ID.matcher(value).matches()) {
      throw Errors.invalid(
          "%s '%s' is no id: it must match %s.".formatted(field, value, ID.pattern()));
    }
    return value;
  }

  static String id(JsonNode in, String field) {
    return id(field, text(in, field));
  }

  /** A text that must be there. */
  static String text(JsonNode in, String field) {
    String value = optionalText(in, field).orElse("");
    if (value.isEmpty()) {
      throw Errors.invalid(field + " is required.");
    }
    return value;
  }

  static Optional<String> optionalText(JsonNode in, String field) {
    JsonNode value = in.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw Errors.invalid(field + " must be a string.");
    }
    return Optional.of(value.asText());
  }

  static Optional<String> optionalText(JsonNode in, String field, int shortest, int longest) {
    Optional<String> value = optionalText(in, field);
    value.ifPresent(
        text -> {
          if (text.length() < shortest || text.length() > longest) {
            throw Errors.invalid(
                "%s has %d characters: it must have %d to %d."
                    .formatted(field, text.length(), shortest, longest));
          }
        });
    return value;
  }

  static List<String> texts(JsonNode in, String field) {
    List<String> values = new ArrayList<>();
    JsonNode list = in.path(field);
    if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
      throw Errors.invalid(field + " must be a list.");
    }
    for (JsonNode value : list) {
      if (!value.isTextual() || value.asText().isEmpty()) {
        throw Errors.invalid(field + " must hold strings that are not empty.");
      }
      values.add(value.asText());
    }
    return values;
  }

  static int pageSize(RestRequest request) {
    return request
        .parameter("maxResults")
        .map(
            text -> {
              int size;
              try {
                size = Integer.parseInt(text);
              } catch (NumberFormatException e) {
                size = 0;
              }
              if (size < 1 || size > LARGEST_PAGE) {
                throw Errors.invalid(
                    "MaxResults is %s: it must be 1 to %d.".formatted(text, LARGEST_PAGE));
              }
              return size;
            })
        .orElse(DEFAULT_PAGE);
  }

  static Map<String, String> tags(JsonNode tags) {
    Map<String, String> checked = new LinkedHashMap<>();
    tags.properties()
        .forEach(
            tag -> {
              String value = tag.getValue().asText();
              if (tag.getKey().isEmpty()
                  || tag.getKey().length() > LONGEST_TAG_KEY
                  || value.length() > LONGEST_TAG_VALUE) {
                throw Errors.invalid(
                    "The tag '%s' is too long, or has no key: a key has 1 to %d characters, a value up to %d."
                        .formatted(tag.getKey(), LONGEST_TAG_KEY, LONGEST_TAG_VALUE));
              }
              checked.put(tag.getKey(), value);
            });
    return tags(checked);
  }

  static Map<String, String> tags(Map<String, String> all) {
    if (all.size() > MOST_TAGS) {
      throw Errors.invalid("A resource has at most %d tags.".formatted(MOST_TAGS));
    }
    return all;
  }
}
