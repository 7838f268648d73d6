package io.bindery.localaws.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A request to a service of REST and JSON.
 *
 * @param rawPath as it was sent
 * @param rawQuery as it was sent; "" if none
 * @param body the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are carried, never compared
public record RestRequest(String method, String rawPath, String rawQuery, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The parts of a path between slashes, as they were sent. */
  public static List<String> split(String rawPath) {
    return Arrays.stream(rawPath.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }

  /** The parts of the path between slashes, each decoded. */
  public List<String> segments() {
    return split(rawPath).stream().map(part -> decoded(part.replace("+", "%2B"))).toList();
  }

  /** All values of a parameter of the query. */
  public List<String> parameters(String name) {
    List<String> values = new ArrayList<>();
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  /** A parameter of the query. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /** The body; an object without fields if there is none. */
  public JsonNode json() {
    try {
      JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      if (json.isObject()) {
        return json;
      }
      throw new AwsError(400, "SerializationException", "The body is not an object of JSON.");
    } catch (JsonProcessingException e) {
      throw new AwsError(
          400, "SerializationException", "The body is not JSON: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw new AwsError(400, "SerializationException", "The body is not JSON: " + e);
    }
  }

  private static String decoded(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsError(
          400, "ValidationException", "'" + encoded + "' in the address is not URL-encoded.");
    }
  }
}
