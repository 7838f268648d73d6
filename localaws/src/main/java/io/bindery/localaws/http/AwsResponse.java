package io.bindery.localaws.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A whole answer. */
@SuppressWarnings("ArrayRecordComponent") // bodies are carried, never compared
public record AwsResponse(
    int status, String contentType, Map<String, String> headers, byte[] body) {

  public static AwsResponse json(int status, JsonNode body) {
    return new AwsResponse(
        status,
        "application/x-amz-json-1.1",
        Map.of(),
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static AwsResponse xml(int status, String body) {
    return new AwsResponse(
        status, "application/xml", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  public static AwsResponse empty(int status) {
    return new AwsResponse(status, "", Map.of(), new byte[0]);
  }
}
