package io.bindery.localaws.s3.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request's path names. Pure.
 *
 * @param bucket the bucket, or ""
 * @param key the key, decoded, or ""
 */
public record Target(String bucket, String key) {

  /** Of a path as it was sent, in path style. */
  public static Target of(String rawPath) {
    int slash = rawPath.indexOf('/', 1);
    return new Target(
        decode(slash < 0 ? rawPath.substring(1) : rawPath.substring(1, slash)),
        slash < 0 ? "" : decode(rawPath.substring(slash + 1)));
  }

  /** The parameters of a query, decoded; one without a value has the value "". */
  public static Map<String, String> query(String raw) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1).replace("+", "%20");
        parameters.put(decode(name), decode(value));
      }
    }
    return parameters;
  }

  /** A plus is a plus in a path. */
  public static String decode(String raw) {
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }
}
