package io.bindery.bench.s3;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What the operations of S3 do. */
final class Operations {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final Statistics statistics;

  Operations(Statistics statistics) {
    this.statistics = statistics;
  }

  void add(String name, Bucket bucket) {
    buckets.put(name, bucket);
  }

  Bucket bucket(String name) {
    var bucket = buckets.get(name);
    if (bucket == null) {
      throw new S3Error(404, "NoSuchBucket", "There is no bucket " + name + ".");
    }
    return bucket;
  }

  Answer answer(ObjectRequest request) {
    var operation = operation(request);
    statistics.request(operation);
    return switch (operation) {
      case "ListObjectVersions" ->
          Answer.xml(
              ListingPage.versions(request.bucket(), bucket(request.bucket()), request.query()));
      case "ListObjectsV2" ->
          Answer.xml(
              ListingPage.objects(request.bucket(), bucket(request.bucket()), request.query()));
      case "HeadBucket" -> {
        var unused = bucket(request.bucket());
        yield Answer.empty(200);
      }
      case "GetObject" -> get(request);
      case "HeadObject" -> get(request).headOnly();
      case "GetObjectAttributes" -> attributes(request);
      default -> Uploads.answer(operation, stored(request.bucket()), request);
    };
  }

  private static String operation(ObjectRequest request) {
    boolean ofObject = !request.key().isEmpty();
    return switch (request.method()) {
      case "GET" ->
          ofObject
              ? request.asks("attributes") ? "GetObjectAttributes" : "GetObject"
              : request.asks("versions") ? "ListObjectVersions" : "ListObjectsV2";
      case "HEAD" -> ofObject ? "HeadObject" : "HeadBucket";
      case "PUT" ->
          request.asks("partNumber")
              ? request.header("x-amz-copy-source").isPresent() ? "UploadPartCopy" : "UploadPart"
              : request.header("x-amz-copy-source").isPresent() ? "CopyObject" : "PutObject";
      case "POST" ->
          request.asks("uploads")
              ? "CreateMultipartUpload"
              : request.asks("uploadId") ? "CompleteMultipartUpload" : "other POST";
      case "DELETE" -> request.asks("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
      default -> request.method();
    };
  }

  private StoredBucket stored(String name) {
    if (bucket(name) instanceof StoredBucket stored) {
      return stored;
    }
    throw new S3Error(403, "AccessDenied", "Bucket " + name + " is made from a seed.");
  }

  private Item item(ObjectRequest request) {
    return bucket(request.bucket())
        .find(request.key(), Optional.ofNullable(request.query().get("versionId")))
        .orElseThrow(() -> S3Error.noSuchKey(request.key()));
  }

  private Answer get(ObjectRequest request) {
    var item = item(request);
    if (request.header("if-match").filter(etag -> !etag.equals(item.etag())).isPresent()) {
      throw S3Error.preconditionFailed();
    }
    var range = request.header("range").map(RANGE::matcher).filter(it -> it.matches());
    if (range.isEmpty()) {
      var answer = body(200, item, 0, item.size(), request);
      if (request.header("x-amz-checksum-mode").isPresent()) {
        item.checksum()
            .ifPresent(
                kept ->
                    answer
                        .with("x-amz-checksum-sha256", kept.header())
                        .with("x-amz-checksum-type", kept.type()));
      }
      return answer;
    }
    long from = Long.parseLong(range.get().group(1));
    var end = range.get().group(2);
    long last = end.isEmpty() ? item.size() - 1 : Math.min(item.size() - 1, Long.parseLong(end));
    if (from > last) {
      throw new S3Error(416, "InvalidRange", "The object has %d bytes.".formatted(item.size()));
    }
    return body(206, item, from, last - from + 1, request)
        .with("content-range", "bytes %d-%d/%d".formatted(from, last, item.size()));
  }

  private Answer body(int status, Item item, long from, long length, ObjectRequest request) {
    boolean isRead = request.method().equals("GET");
    var answer =
        new Answer(
            status,
            Answer.empty(status).headers(),
            length,
            isRead ? item.body().slices(from, length) : java.util.List.of(),
            bytes -> {
              statistics.sent(bytes);
              item.body().sent(bytes);
            });
    if (!item.version().equals(Item.NO_VERSION)) {
      answer.with("x-amz-version-id", item.version());
    }
    return answer
        .with("etag", item.etag())
        .with("accept-ranges", "bytes")
        .with("last-modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        .with("content-type", "application/octet-stream");
  }

  private Answer attributes(ObjectRequest request) {
    var item = item(request);
    var xml = new Xml(false);
    xml.open("GetObjectAttributesResponse").element("ETag", item.etag().replace("\"", ""));
    item.checksum()
        .ifPresent(
            kept -> {
              xml.open("Checksum").raw("ChecksumSHA256", kept.value());
              xml.raw("ChecksumType", kept.type()).close("Checksum");
              if (kept.isComposite()) {
                xml.open("ObjectParts").raw("PartsCount", kept.parts().size());
                xml.raw("IsTruncated", false);
                for (int part = 0; part < kept.parts().size(); part++) {
                  xml.open("Part").raw("PartNumber", part + 1);
                  xml.raw("Size", kept.parts().get(part)).close("Part");
                }
                xml.close("ObjectParts");
              }
            });
    xml.raw("ObjectSize", item.size()).close("GetObjectAttributesResponse");
    return Answer.xml(xml.bytes());
  }
}
