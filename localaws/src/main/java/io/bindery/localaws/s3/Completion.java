package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.Segment;
import io.bindery.localaws.s3.store.Upload;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.Conditions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** CompleteMultipartUpload. */
final class Completion {
  private static final long LEAST_PART = 5L << 20;

  private final ObjectWriter writer;

  Completion(ObjectWriter writer) {
    this.writer = writer;
  }

  void complete(S3Request request) {
    String id = request.parameter("uploadId");
    List<Element> named = named(request);
    Bucket bucket = writer.requireBucket(request.bucket());
    Optional<Version> before =
        bucket.versions(request.key()).stream().filter(v -> v.upload().equals(id)).findFirst();
    if (before.isPresent()) {
      // The answer to the first completion was lost.
      answer(request, before.get());
      return;
    }
    Upload upload = Uploads.require(bucket, request.key(), id);
    List<Upload.Part> parts = parts(named, upload, bucket.parts(id));
    Checksum checksum = Uploads.checksum(upload, parts);
    requireChecksum(request, checksum);
    long size = parts.stream().mapToLong(Upload.Part::size).sum();
    String told = request.header("x-amz-mp-object-size");
    if (!told.isEmpty() && !told.equals(Long.toString(size))) {
      throw new AwsError(
          400,
          "InvalidRequest",
          "The provided 'x-amz-mp-object-size' header value "
              + told
              + " does not match what was"
              + " computed: "
              + size);
    }
    var content =
        new ObjectWriter.Content(
            parts.stream()
                .map(p -> new Segment(p.number(), p.body(), p.size(), p.checksum()))
                .toList(),
            size,
            etag(parts),
            checksum,
            id);
    Version version =
        writer.complete(request, content, upload, parts, Conditions.of(request::header));
    answer(request, version);
  }

  private static List<Element> named(S3Request request) {
    List<Element> parts =
        Xml.children(Xml.parse(request.document(S3Request.MOST_XML, false)), "Part");
    if (parts.isEmpty()) {
      throw malformed();
    }
    return parts;
  }

  private static List<Upload.Part> parts(
      List<Element> named, Upload upload, NavigableMap<Integer, Upload.Part> there) {
    // A part that is named twice, because it was uploaded twice, counts as it was named last.
    Map<Integer, Element> byNumber = new TreeMap<>();
    int last = 0;
    for (Element element : named) {
      String text = Xml.text(element, "PartNumber").strip();
      if (!text.matches("[0-9]{1,5}")) {
        throw malformed();
      }
      int number = Integer.parseInt(text);
      if (number < last) {
        throw new AwsError(
            400,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.");
      }
      last = number;
      byNumber.put(number, element);
    }
    List<Upload.Part> parts = new ArrayList<>();
    byNumber.forEach((number, element) -> parts.add(matching(element, upload, there.get(number))));
    for (Upload.Part part : parts.subList(0, parts.size() - 1)) {
      if (part.size() < LEAST_PART) {
        throw new AwsError(
            400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      }
    }
    return parts;
  }

  private static Upload.Part matching(Element named, Upload upload, Upload.Part part) {
    String etag = Xml.text(named, "ETag").replace("\"", "").strip();
    String checksum = Xml.text(named, Algorithm.valueOf(upload.algorithm()).element()).strip();
    if (part == null
        || !part.etag().equals(etag)
        || (!checksum.isEmpty() && !checksum.equals(part.checksum()))) {
      throw new AwsError(
          400,
          "InvalidPart",
          "One or more of the specified parts could not be found. The part may not have been"
              + " uploaded, or the specified entity tag may not match the part's entity tag.");
    }
    return part;
  }

  private static AwsError malformed() {
    return new AwsError(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  private static void requireChecksum(S3Request request, Checksum checksum) {
    for (Algorithm algorithm : Algorithm.values()) {
      String told = request.header(algorithm.header());
      if (!told.isEmpty()
          && !(algorithm.name().equals(checksum.algorithm()) && same(told, checksum))) {
        throw new AwsError(
            400,
            "BadDigest",
            "The " + algorithm + " you specified did not match the calculated checksum.");
      }
    }
  }

  /** A client may leave the number of parts out. */
  private static boolean same(String told, Checksum checksum) {
    String value = checksum.value();
    int dash = value.indexOf('-');
    return told.equals(value) || (dash > 0 && told.equals(value.substring(0, dash)));
  }

  private static String etag(List<Upload.Part> parts) {
    MessageDigest md5 = Algorithm.messageDigest("MD5");
    parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
    return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
  }

  private static void answer(S3Request request, Version version) {
    Map<String, String> headers = new HashMap<>();
    ObjectHeaders.putNewVersion(headers, version);
    Document xml =
        new Document("CompleteMultipartUploadResult")
            .add("Location", "/" + request.bucket() + "/" + request.key())
            .add("Bucket", request.bucket())
            .add("Key", request.key())
            .add("ETag", ObjectHeaders.quoted(version.etag()));
    version
        .checksumIfKnown()
        .ifPresent(
            c ->
                xml.add(Algorithm.valueOf(c.algorithm()).element(), c.value())
                    .add("ChecksumType", c.type()));
    request.answer(headers, xml.text());
  }
}
