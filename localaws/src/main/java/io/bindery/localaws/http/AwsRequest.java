package io.bindery.localaws.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a service that answers from memory.
 *
 * @param target the operation as the header X-Amz-Target names it, without the service; else ""
 * @param query the raw query string; "" if none
 * @param body the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are carried, never compared
public record AwsRequest(String target, String query, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body of the JSON protocol. */
  public JsonNode json() {
    try {
      return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AwsError(
          400, "SerializationException", "The body is not JSON: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw new AwsError(400, "SerializationException", "The body is not JSON: " + e);
    }
  }

  /** The parameters of the query protocol, from the body and the query string. */
  public Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    parse(query, form);
    parse(new String(body, StandardCharsets.UTF_8), form);
    return form;
  }

  private static void parse(String encoded, Map<String, String> form) {
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        form.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsError(
          400, "MalformedQueryString", "The parameter '" + encoded + "' is not URL-encoded.");
    }
  }
}
