package io.bindery.localaws.faulty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered.
 *
 * @param headers by name, of any case
 * @param delivery how it gets to the client
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Answer(
    int status, Map<String, List<String>> headers, byte[] body, Delivery delivery) {

  /** How an answer gets to the client. */
  public enum Delivery {
    WHOLE,
    /** Not a byte, and the connection stays. */
    NEVER,
    /** The headers and nothing more, and the connection stays. */
    HEADERS_ONLY,
    /** Half of the body, and the connection stays. */
    HALF,
    /** Half of the body, then the connection ends. */
    CUT_OFF
  }

  public Answer {
    var any = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    any.putAll(headers);
    headers = any;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The same with another body, whose length is told. */
  public Answer withBody(String text) {
    return withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with another body, whose length is told. */
  public Answer withBody(byte[] other) {
    var without = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    without.putAll(headers);
    without.remove("Content-Length");
    return new Answer(status, without, other, delivery);
  }

  /** The same with a header; null for none of this name. */
  public Answer withHeader(String name, String value) {
    var others = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    others.putAll(headers);
    if (value == null) {
      others.remove(name);
    } else {
      others.put(name, List.of(value));
    }
    return new Answer(status, others, body, delivery);
  }

  public Answer withStatus(int other) {
    return new Answer(other, headers, body, delivery);
  }

  public Answer delivered(Delivery other) {
    return new Answer(status, headers, body, other);
  }
}
