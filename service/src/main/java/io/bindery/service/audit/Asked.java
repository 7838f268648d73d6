package io.bindery.service.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Secrets;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an order asks for, as the trail keeps it: the parameters, the hash and the size of the body,
 * and of a body that is JSON its beginning, without what looks like a secret. Of several lines it
 * is the first.
 *
 * @param parameters of the address
 * @param body as it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // It is read, never compared.
public record Asked(Map<String, String> parameters, byte[] body) {
  private static final int LONGEST_BODY = 4_000;
  private static final int LONGEST_PARAMETER = 500;

  /** A larger first value is only told by its hash: to find secrets in it would cost too much. */
  private static final int MOST_READ = 256 << 10;

  private static final int DEEPEST = 64;
  private static final String NOT_SHOWN = "(not shown)";
  private static final Pattern SECRET =
      Pattern.compile(
          "token|secret|passw|credential|authorization|api.?key|private.?key|signature");

  private static final ObjectReader READER = reader();

  private static ObjectReader reader() {
    var mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    return mapper.readerFor(JsonNode.class);
  }

  void write(ObjectNode asked) {
    if (!parameters.isEmpty()) {
      var query = asked.putObject("query");
      new TreeMap<>(parameters)
          .forEach(
              (name, value) ->
                  query.put(
                      cut(storable(name), LONGEST_PARAMETER),
                      isSecret(name) ? NOT_SHOWN : cut(storable(value), LONGEST_PARAMETER)));
    }
    if (body.length > 0) {
      shown().ifPresent(text -> asked.put("body", text));
      asked.put("body_bytes", body.length);
      asked.put("body_sha256", HexFormat.of().formatHex(Secrets.sha256(body)));
    }
  }

  private Optional<String> shown() {
    int length = Math.min(body.length, MOST_READ);
    try (var parser = READER.createParser(body, 0, length)) {
      JsonNode first = READER.readValue(parser);
      if (first == null || !first.isContainerNode()) {
        return Optional.empty();
      }
      hide(first);
      return Optional.of(cut(storable(first.toString()), LONGEST_BODY));
    } catch (JsonProcessingException e) {
      // It is none: its hash says what it was.
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private static void hide(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        if (isSecret(field.getKey()) && !field.getValue().isContainerNode()) {
          field.setValue(object.textNode(NOT_SHOWN));
        }
      }
    }
    node.forEach(Asked::hide);
  }

  private static boolean isSecret(String name) {
    return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }

  /** As UTF-8 and Postgres can hold it: what they cannot is U+FFFD. */
  static String storable(String text) {
    if (JsonFields.isStorable(text)) {
      return text;
    }
    return text.codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
