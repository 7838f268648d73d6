package io.bindery.localaws.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request wants of S3, from method, path and query. Pure.
 *
 * @param kind what it does, as far as the gateway cares
 * @param bucket the bucket, or ""
 * @param key the key, decoded, or ""
 * @param versionId the version asked for, or ""
 */
record S3Operation(Kind kind, String bucket, String key, String versionId) {
  /** Kinds that the gateway treats apart. */
  enum Kind {
    PUT_OBJECT,
    COPY_OBJECT,
    COMPLETE_MULTIPART,
    POST_OBJECT,
    DELETE_OBJECT,
    DELETE_OBJECTS,
    GET_OBJECT,
    DELETE_BUCKET,
    GET_NOTIFICATION,
    PUT_NOTIFICATION,
    LIST_VERSIONS,
    /** Passes through untouched. */
    OTHER
  }

  static S3Operation of(String method, String rawPath, String rawQuery, boolean copySource) {
    int slash = rawPath.indexOf('/', 1);
    String bucket = decode(slash < 0 ? rawPath.substring(1) : rawPath.substring(1, slash));
    String key = slash < 0 ? "" : decode(rawPath.substring(slash + 1));
    Map<String, String> query = query(rawQuery);
    Kind kind =
        key.isEmpty() ? ofBucket(method, bucket, query) : ofObject(method, query, copySource);
    return new S3Operation(kind, bucket, key, query.getOrDefault("versionId", ""));
  }

  private static Kind ofBucket(String method, String bucket, Map<String, String> query) {
    if (bucket.isEmpty()) {
      return Kind.OTHER;
    }
    if (query.containsKey("notification")) {
      return switch (method) {
        case "GET" -> Kind.GET_NOTIFICATION;
        case "PUT" -> Kind.PUT_NOTIFICATION;
        default -> Kind.OTHER;
      };
    }
    if (query.containsKey("versions") && method.equals("GET")) {
      return Kind.LIST_VERSIONS;
    }
    return switch (method) {
      case "POST" -> query.containsKey("delete") ? Kind.DELETE_OBJECTS : Kind.POST_OBJECT;
      case "DELETE" -> subresource(query) ? Kind.OTHER : Kind.DELETE_BUCKET;
      default -> Kind.OTHER;
    };
  }

  private static Kind ofObject(String method, Map<String, String> query, boolean copySource) {
    if (query.containsKey("uploadId")) {
      return method.equals("POST") ? Kind.COMPLETE_MULTIPART : Kind.OTHER;
    }
    if (subresource(query)) {
      return Kind.OTHER;
    }
    return switch (method) {
      case "PUT" -> copySource ? Kind.COPY_OBJECT : Kind.PUT_OBJECT;
      case "DELETE" -> Kind.DELETE_OBJECT;
      case "GET" -> Kind.GET_OBJECT;
      default -> Kind.OTHER;
    };
  }

  /** A parameter without a value names a part of the bucket or object: ?acl, ?tagging, ... */
  private static boolean subresource(Map<String, String> query) {
    return query.entrySet().stream()
        .anyMatch(e -> e.getValue().isEmpty() && !e.getKey().equals("versionId"));
  }

  /** The parameters of a query, decoded. */
  static Map<String, String> query(String raw) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        parameters.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /** A plus is a plus in a path. */
  private static String decode(String raw) {
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }
}
