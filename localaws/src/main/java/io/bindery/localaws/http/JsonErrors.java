package io.bindery.localaws.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** Refusals of the JSON protocols. */
public final class JsonErrors {
  private JsonErrors() {}

  /** The error code is given both in the body and in a header, as AWS does. */
  public static AwsResponse body(int status, String code, String message) {
    var node = JsonNodeFactory.instance.objectNode().put("__type", code).put("message", message);
    AwsResponse plain = AwsResponse.json(status, node);
    return new AwsResponse(
        status, plain.contentType(), Map.of("x-amzn-ErrorType", code), plain.body());
  }
}
