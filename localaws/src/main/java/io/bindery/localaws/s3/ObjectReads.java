package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectContent;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Segment;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.ByteRange;
import io.bindery.localaws.s3.wire.Conditions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GetObject and HeadObject. */
final class ObjectReads {
  private static final List<String> OVERRIDES =
      List.of(
          "content-type",
          "content-language",
          "expires",
          "cache-control",
          "content-disposition",
          "content-encoding");
  private static final int MOST_LOOKS = 20;

  private final ObjectStore store;

  ObjectReads(ObjectStore store) {
    this.store = store;
  }

  /** A version as it was found, and its bucket. */
  record Found(Bucket bucket, Version version) {}

  /**
   * The version that a request asks for.
   *
   * @throws AwsError 404; delete markers are found too
   */
  static Found find(ObjectStore store, String name, String key, Optional<String> versionId) {
    Bucket bucket = Buckets.require(store, name);
    return new Found(
        bucket,
        versionId
            .map(
                id ->
                    bucket
                        .version(key, id)
                        .orElseThrow(
                            () ->
                                new AwsError(
                                    404, "NoSuchVersion", "The specified version does not exist.")))
            .orElseGet(() -> bucket.newest(key).orElseThrow(ObjectReads::noSuchKey)));
  }

  static AwsError noSuchKey() {
    return new AwsError(404, "NoSuchKey", "The specified key does not exist.");
  }

  /** Answers a GET or HEAD. */
  void read(S3Request request) {
    // A version that is deleted between the look and the read is looked for again.
    for (int look = 0; look < MOST_LOOKS; look++) {
      Found found;
      try {
        found = find(store, request.bucket(), request.key(), request.versionId());
      } catch (AwsError e) {
        request.refuse(e, Map.of("x-amz-delete-marker", "false"));
        return;
      }
      if (refused(request, found) || answered(request, found)) {
        return;
      }
    }
    throw new AwsError(503, "SlowDown", "The object changes faster than it can be read.");
  }

  /** Answers with a refusal if the version is a delete marker, or a condition does not hold. */
  private static boolean refused(S3Request request, Found found) {
    Version version = found.version();
    if (version.marker()) {
      boolean named = request.versionId().isPresent();
      Map<String, String> headers = new HashMap<>();
      headers.put("x-amz-delete-marker", "true");
      ObjectHeaders.putVersion(headers, found.bucket(), version);
      if (named) {
        headers.put("Allow", "DELETE");
        headers.put("Last-Modified", ObjectHeaders.date(version.time()));
      }
      request.refuse(
          named
              ? new AwsError(
                  405,
                  "MethodNotAllowed",
                  "The specified method is not allowed against this resource.")
              : noSuchKey(),
          headers);
      return true;
    }
    switch (Conditions.of(request::header).read(version.etag(), version.time())) {
      case GO_ON -> {
        return false;
      }
      case FAILED -> request.refuse(Conditions.failed());
      case NOT_MODIFIED -> {
        Map<String, String> headers = ObjectHeaders.of(found.bucket(), version);
        headers.remove("content-type");
        request.answer(304, headers);
      }
    }
    return true;
  }

  private boolean answered(S3Request request, Found found) {
    Version version = found.version();
    Map<String, String> headers = ObjectHeaders.of(found.bucket(), version);
    OVERRIDES.forEach(
        name ->
            Optional.ofNullable(request.query().get("response-" + name))
                .ifPresent(value -> headers.put(name, value)));
    boolean wantsChecksum = request.header("x-amz-checksum-mode").equalsIgnoreCase("ENABLED");
    Optional<ByteRange> range;
    if (request.asks("partNumber")) {
      range = Optional.of(part(request, version, headers));
    } else {
      range = range(request, version);
      // The checksum is that of the whole; a client would compare it with what it got.
      if (range.isEmpty() && wantsChecksum) {
        version.checksumIfKnown().ifPresent(c -> ObjectHeaders.putChecksum(headers, c));
      }
    }
    if (request.asks("partNumber") && wantsChecksum) {
      partChecksum(request, version).ifPresent(c -> ObjectHeaders.putChecksum(headers, c));
    }
    long offset = range.map(ByteRange::from).orElse(0L);
    long length = range.map(ByteRange::length).orElse(version.size());
    boolean partial = range.isPresent() && version.size() > 0;
    if (partial) {
      headers.put("Content-Range", range.get().contentRange(version.size()));
    }
    int status = partial ? 206 : 200;
    if (request.method().equals("HEAD")) {
      request.exchange().answer(status, headers, length);
      return true;
    }
    Optional<ObjectContent> content = store.read(version.segments(), offset, length);
    content.ifPresent(c -> request.exchange().answer(status, headers, length, c));
    return content.isPresent();
  }

  private static Optional<ByteRange> range(S3Request request, Version version) {
    String ifRange = request.header("if-range");
    if (!ifRange.isEmpty() && !ifRange.replace("\"", "").equals(version.etag())) {
      return Optional.empty();
    }
    return ByteRange.of(request.header("range"), version.size());
  }

  /** The bytes of a part; an object that was not uploaded in parts is one. */
  private static ByteRange part(S3Request request, Version version, Map<String, String> headers) {
    if (!request.header("range").isEmpty()) {
      throw new AwsError(
          400, "InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
    }
    int number = S3Request.number("partNumber", request.parameter("partNumber"), 1, 1);
    if (!version.inParts()) {
      if (number != 1) {
        throw noSuchPart();
      }
      return new ByteRange(0, version.size());
    }
    headers.put("x-amz-mp-parts-count", Integer.toString(version.segments().size()));
    long from = 0;
    for (Segment segment : version.segments()) {
      if (segment.part() == number) {
        return new ByteRange(from, segment.size());
      }
      from += segment.size();
    }
    throw noSuchPart();
  }

  private static Optional<Checksum> partChecksum(S3Request request, Version version) {
    if (!version.inParts()) {
      return version.checksumIfKnown();
    }
    return version.segments().stream()
        .filter(s -> Integer.toString(s.part()).equals(request.parameter("partNumber")))
        .findFirst()
        .flatMap(
            s ->
                version
                    .checksumIfKnown()
                    .map(c -> new Checksum(c.algorithm(), s.checksum(), c.composite())));
  }

  private static AwsError noSuchPart() {
    return new AwsError(400, "InvalidPart", "The requested partnumber is not satisfiable");
  }
}
