package io.bindery.quilt.uri;

import io.bindery.quilt.s3.PercentCoding;
import io.bindery.quilt.s3.UrlParts;
import io.bindery.quilt.uri.PackageUriException.Kind;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads package URIs with the checks of quilt3, in its order. */
final class PackageUriParser {
  private static final String PACKAGE = "package";
  private static final String PATH = "path";
  private static final String CATALOG = "catalog";

  private final String given;

  private PackageUriParser(String given) {
    this.given = given;
  }

  static PackageUri parse(String given) {
    return new PackageUriParser(given).parse(UrlParts.split(given));
  }

  private PackageUri parse(UrlParts parts) {
    if (parts.hasMalformedBrackets() || parts.hasLookAlikes()) {
      throw wrong(Kind.HOST, "malformed host.");
    }
    if (!parts.scheme().equals(PackageUri.SCHEME)) {
      throw wrong(
          Kind.PROTOCOL,
          "unsupported protocol \"%s:\". \"%s:\" is currently the only supported protocol."
              .formatted(parts.scheme(), PackageUri.SCHEME));
    }
    if (parts.authority().isEmpty()) {
      throw wrong(Kind.SLASHES, "missing slashes between protocol and registry.");
    }
    if (!parts.path().isEmpty() || !parts.query().isEmpty()) {
      throw wrong(Kind.NOT_BUCKET_ROOT, "non-bucket-root registries are not supported currently.");
    }
    var parameters = parameters(parts.fragment());
    var named =
        only(parameters, PACKAGE)
            .orElseThrow(() -> wrong(Kind.NO_PACKAGE, "missing \"package=\" part."));
    var bucket = parts.authority().get();
    if (bucket.isEmpty()) {
      throw wrong(Kind.NO_BUCKET, "missing bucket.");
    }
    var path = only(parameters, PATH);
    var catalog = only(parameters, CATALOG);
    boolean tagged = named.indexOf(':') >= 0;
    boolean hashed = named.indexOf('@') >= 0;
    if (tagged && hashed) {
      throw wrong(Kind.PACKAGE, "\"package=\" part may either contain \":\" or \"@\".");
    }
    if (!tagged && !hashed) {
      return new PackageUri(bucket, named, path, Optional.empty(), Optional.empty(), catalog);
    }
    int at = named.indexOf(tagged ? ':' : '@');
    var revision = Optional.of(revision(named, at, tagged ? "tag" : "hash"));
    return new PackageUri(
        bucket,
        named.substring(0, at),
        path,
        hashed ? revision : Optional.empty(),
        tagged ? revision : Optional.empty(),
        catalog);
  }

  /** What follows the name. */
  private String revision(String named, int at, String what) {
    char separator = named.charAt(at);
    if (at == 0) {
      throw wrong(
          Kind.PACKAGE,
          "\"package=\" part must contain non-empty package name before \"%c\"."
              .formatted(separator));
    }
    if (named.indexOf(separator, at + 1) >= 0) {
      throw wrong(
          Kind.PACKAGE, "\"package=\" part may contain only one \"%c\".".formatted(separator));
    }
    if (at == named.length() - 1) {
      throw wrong(Kind.PACKAGE, "\"package=\" part: %s must not be empty.".formatted(what));
    }
    return named.substring(at + 1);
  }

  private Map<String, List<String>> parameters(String fragment) {
    var parameters = new HashMap<String, List<String>>();
    try {
      for (var piece : fragment.split("&", -1)) {
        if (!piece.isEmpty()) {
          int equals = piece.indexOf('=');
          var name = PercentCoding.decodeStrictly(equals < 0 ? piece : piece.substring(0, equals));
          var value = equals < 0 ? "" : PercentCoding.decodeStrictly(piece.substring(equals + 1));
          parameters.computeIfAbsent(name, it -> new ArrayList<>()).add(value);
        }
      }
    } catch (CharacterCodingException e) {
      throw wrong(Kind.ENCODING, "malformed percent-encoding.");
    }
    return parameters;
  }

  /** The value of a parameter; absent if it is empty. */
  private Optional<String> only(Map<String, List<String>> parameters, String name) {
    var values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw wrong(Kind.REPEATED, "\"%s=\" specified multiple times.".formatted(name));
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  private PackageUriException wrong(Kind kind, String reason) {
    return new PackageUriException(kind, given, reason);
  }
}
