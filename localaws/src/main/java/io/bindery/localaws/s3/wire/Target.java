package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

  /**
   * Of a path as it was sent, in path style.
   *
   * @throws AwsError if it is no UTF-8
   */
  public static Target of(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return new Target("", "");
    }
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

  /**
   * A plus is a plus in a path.
   *
   * @throws AwsError if it is no UTF-8: a replaced character would be another key
   */
  public static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    try {
      String decoded = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (decoded.indexOf('\uFFFD') >= 0 && raw.chars().allMatch(c -> c < 0x80)) {
        requireUtf8(raw);
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  private static void requireUtf8(String raw) {
    byte[] bytes =
        URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      // A new decoder reports what it cannot read.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new AwsError(
          400, "InvalidURI", "Couldn't parse the specified URI: '" + raw + "' is no UTF-8.");
    }
  }
}
