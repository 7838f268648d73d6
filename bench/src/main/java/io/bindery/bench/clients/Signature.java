package io.bindery.bench.clients;

import com.sun.net.httpserver.Headers;
import io.bindery.quilt.checksum.Sha256;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 as S3 computes it of what came over the wire. */
final class Signature {
  private static final Pattern HEADER =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), ?SignedHeaders=([^,]+),"
              + " ?Signature=([0-9a-f]+)");

  private Signature() {}

  static boolean isRight(String method, String path, String query, Headers headers) {
    var match = HEADER.matcher(String.valueOf(headers.getFirst("Authorization")));
    if (!match.matches()) {
      return false;
    }
    var scope = match.group(1);
    var canonical =
        String.join(
            "\n",
            method,
            encoded(decoded(path)).replace("%2F", "/"),
            canonicalQuery(query),
            canonicalHeaders(headers, List.of(match.group(2).split(";", -1))),
            match.group(2),
            headers.getFirst("x-amz-content-sha256"));
    var toSign =
        "AWS4-HMAC-SHA256\n%s\n%s\n%s"
            .formatted(
                headers.getFirst("x-amz-date"),
                scope,
                hex(Sha256.create().digest(utf8(canonical))));
    byte[] key = utf8("AWS4" + Clients.SECRET);
    for (var part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return hex(hmac(key, toSign)).equals(match.group(3));
  }

  /** S3 reads a plus as a blank, in a path as in a query. */
  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String canonicalHeaders(Headers headers, List<String> names) {
    return names.stream()
        .map(
            name ->
                name
                    + ":"
                    + headers.getOrDefault(name, List.of("")).stream()
                        .map(value -> value.strip().replaceAll(" +", " "))
                        .collect(Collectors.joining(","))
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String canonicalQuery(String query) {
    return query.isEmpty()
        ? ""
        : Arrays.stream(query.split("&", -1))
            .map(
                pair -> {
                  int equals = pair.indexOf('=');
                  var name = equals < 0 ? pair : pair.substring(0, equals);
                  var value = equals < 0 ? "" : pair.substring(equals + 1);
                  return encoded(decoded(name)) + "=" + encoded(decoded(value));
                })
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    var out = new StringBuilder();
    for (byte b : utf8(text)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
  }
}
