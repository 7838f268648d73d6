package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.Facts;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.HeaderText;
import io.bindery.localaws.s3.wire.Target;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What headers say of an object, in requests and in answers. */
final class ObjectHeaders {
  static final List<String> KEPT =
      List.of(
          "content-type",
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "expires",
          "x-amz-website-redirect-location");
  private static final int MOST_METADATA = 2 << 10;
  private static final int MOST_TAGS = 10;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ObjectHeaders() {}

  /** What a request that writes an object says of it. */
  static Facts facts(S3Request request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : KEPT) {
      String value = request.header(name);
      if (name.equals("content-encoding")) {
        value = withoutChunked(value);
      }
      if (!value.isEmpty()) {
        headers.put(name, value);
      }
    }
    headers.putIfAbsent("content-type", "binary/octet-stream");
    Map<String, String> metadata = request.headersWith("x-amz-meta-");
    requireSmall(metadata);
    return new Facts(headers, metadata, tags(request.header("x-amz-tagging")));
  }

  static void requireSmall(Map<String, String> metadata) {
    int size =
        metadata.entrySet().stream()
            .mapToInt(e -> e.getKey().length() + e.getValue().length())
            .sum();
    if (size > MOST_METADATA) {
      throw new AwsError(
          400,
          "MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size of "
              + MOST_METADATA
              + " bytes: they have "
              + size
              + ".");
    }
  }

  /** The encoding aws-chunked is of the way, not of the object. */
  private static String withoutChunked(String encodings) {
    return Arrays.stream(encodings.split(",", -1))
        .map(String::strip)
        .filter(e -> !e.isEmpty() && !e.equalsIgnoreCase("aws-chunked"))
        .collect(Collectors.joining(", "));
  }

  /** Tags in the form of a query. */
  static Map<String, String> tags(String query) {
    Map<String, String> tags = new TreeMap<>(Target.query(query));
    if (tags.size() < Arrays.stream(query.split("&", -1)).filter(t -> !t.isEmpty()).count()) {
      throw new AwsError(
          400,
          "InvalidArgument",
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
              + " parameters without tag name duplicates.");
    }
    requireTags(tags, MOST_TAGS);
    return tags;
  }

  static void requireTags(Map<String, String> tags, int most) {
    if (tags.size() > most) {
      throw new AwsError(400, "BadRequest", "Object tags cannot be greater than " + most + ".");
    }
    tags.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.length() > 128) {
            throw new AwsError(400, "InvalidTag", "The TagKey you have provided is invalid");
          }
          if (value.length() > 256) {
            throw new AwsError(400, "InvalidTag", "The TagValue you have provided is invalid");
          }
        });
  }

  /** What a read of the object is answered with, the checksum apart. */
  static Map<String, String> of(Bucket bucket, Version version) {
    Map<String, String> headers = new HashMap<>(version.facts().headers());
    version
        .facts()
        .metadata()
        .forEach((name, value) -> headers.put("x-amz-meta-" + name, HeaderText.write(value)));
    if (!version.facts().tags().isEmpty()) {
      headers.put("x-amz-tagging-count", Integer.toString(version.facts().tags().size()));
    }
    headers.put("ETag", quoted(version.etag()));
    headers.put("Last-Modified", date(version.time()));
    headers.put("Accept-Ranges", "bytes");
    putVersion(headers, bucket, version);
    return headers;
  }

  /** A bucket that never kept versions tells none. */
  static void putVersion(Map<String, String> headers, Bucket bucket, Version version) {
    if (!bucket.versioning().isEmpty()) {
      headers.put("x-amz-version-id", version.id());
    }
  }

  /** Writes tell of the versions that a bucket keeps, not of the null version. */
  static void putNewVersion(Map<String, String> headers, Version version) {
    if (!version.id().equals(Version.NULL)) {
      headers.put("x-amz-version-id", version.id());
    }
  }

  static void putChecksum(Map<String, String> headers, Checksum checksum) {
    headers.put(Algorithm.valueOf(checksum.algorithm()).header(), checksum.value());
    headers.put("x-amz-checksum-type", checksum.type());
  }

  static String date(Instant time) {
    return HTTP_DATE.format(time);
  }

  static String quoted(String etag) {
    return '"' + etag + '"';
  }
}
