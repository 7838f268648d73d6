package io.bindery.service.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.scaladsl.model.Uri;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The address of a request, decoded strictly: nothing is replaced, and nothing is guessed. */
final class Address {
  private static final String NUL = "a NUL, which nothing here has in its name or value.";

  private Address() {}

  /** The segments of the path, also those that are empty; none of the root. */
  static List<String> segments(HttpRequest request) {
    var segments = new ArrayList<String>();
    for (var segment : parts(request.getUri().asScala().path())) {
      if (segment.indexOf('\0') >= 0) {
        throw new RequestException("", "The path holds " + NUL);
      }
      if (segment.indexOf('\uFFFD') >= 0) {
        throw new RequestException("", "The path is not UTF-8: percent-encode the bytes of UTF-8.");
      }
      segments.add(segment);
    }
    return segments;
  }

  /** What stands between the slashes, decoded: a list that leaves nothing out. */
  private static List<String> parts(Uri.Path path) {
    var parts = new ArrayList<String>();
    for (var rest = path; !rest.isEmpty(); rest = rest.tail()) {
      if (rest.startsWithSlash()) {
        parts.add("");
      } else if (parts.isEmpty()) {
        parts.add((String) rest.head());
      } else {
        parts.set(parts.size() - 1, (String) rest.head());
      }
    }
    return parts.equals(List.of("")) ? List.of() : parts;
  }

  /** The parameters; each may be there once. */
  static Map<String, String> parameters(HttpRequest request) {
    var parameters = new LinkedHashMap<String, String>();
    var query = request.getUri().rawQueryString().orElse("");
    for (var part : query.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      var name = decoded(equals < 0 ? part : part.substring(0, equals), "The address");
      var value = equals < 0 ? "" : decoded(part.substring(equals + 1), "Parameter " + name);
      if (parameters.put(name, value) != null) {
        throw new RequestException(
            name, "Parameter %s is there twice: send it once.".formatted(name));
      }
    }
    return parameters;
  }

  private static String decoded(String text, String what) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new RequestException(
              "", what + " has a % without two hexadecimal digits after it.");
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      var decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      if (decoded.indexOf('\0') >= 0) {
        throw new RequestException("", what + " holds " + NUL);
      }
      return decoded;
    } catch (CharacterCodingException e) {
      throw new RequestException("", what + " is not UTF-8: percent-encode the bytes of UTF-8.");
    }
  }
}
