package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Segment;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** GetObjectAttributes. */
final class ObjectAttributes {
  private static final int MOST_PARTS = 1_000;
  private static final Set<String> KNOWN =
      Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

  private final ObjectStore store;

  ObjectAttributes(ObjectStore store) {
    this.store = store;
  }

  void get(S3Request request) {
    ObjectReads.Found found =
        ObjectReads.find(store, request.bucket(), request.key(), request.versionId());
    Version version = found.version();
    if (version.marker()) {
      Map<String, String> headers = new HashMap<>(Map.of("x-amz-delete-marker", "true"));
      ObjectHeaders.putVersion(headers, found.bucket(), version);
      request.refuse(ObjectReads.noSuchKey(), headers);
      return;
    }
    Set<String> wanted =
        request.exchange().headers().getValuesList("x-amz-object-attributes").stream()
            .flatMap(v -> Arrays.stream(v.split(",", -1)))
            .map(String::strip)
            .collect(Collectors.toSet());
    if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
      throw new AwsError(400, "InvalidArgument", "Invalid attribute name specified.");
    }
    Document xml = new Document("GetObjectAttributesResponse");
    xml.addIf(wanted.contains("ETag"), "ETag", version.etag());
    Optional<Checksum> checksum = version.checksumIfKnown();
    if (wanted.contains("Checksum") && checksum.isPresent()) {
      Checksum c = checksum.get();
      xml.open("Checksum")
          .add(element(c), c.value())
          .add("ChecksumType", c.type())
          .close("Checksum");
    }
    if (wanted.contains("ObjectParts") && version.inParts()) {
      parts(request, version, xml);
    }
    xml.addIf(wanted.contains("StorageClass"), "StorageClass", "STANDARD");
    if (wanted.contains("ObjectSize")) {
      xml.add("ObjectSize", version.size());
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("Last-Modified", ObjectHeaders.date(version.time()));
    ObjectHeaders.putVersion(headers, found.bucket(), version);
    request.answer(headers, xml.text());
  }

  private static String element(Checksum checksum) {
    return Algorithm.valueOf(checksum.algorithm()).element();
  }

  private static void parts(S3Request request, Version version, Document xml) {
    int most =
        Math.min(
            MOST_PARTS,
            S3Request.number("x-amz-max-parts", request.header("x-amz-max-parts"), MOST_PARTS, 0));
    int after =
        S3Request.number(
            "x-amz-part-number-marker", request.header("x-amz-part-number-marker"), 0, 0);
    List<Segment> rest = version.segments().stream().filter(s -> s.part() > after).toList();
    List<Segment> page = rest.stream().limit(most).toList();
    xml.open("ObjectParts")
        .add("PartsCount", version.segments().size())
        .add("PartNumberMarker", after)
        .add("NextPartNumberMarker", page.isEmpty() ? after : page.get(page.size() - 1).part())
        .add("MaxParts", most)
        .add("IsTruncated", page.size() < rest.size());
    // S3 tells of the parts only if their checksums make the object's.
    Optional<Checksum> composite = version.checksumIfKnown();
    for (Segment part : page) {
      xml.open("Part").add("PartNumber", part.part()).add("Size", part.size());
      composite.ifPresent(c -> xml.addIf(!part.checksum().isEmpty(), element(c), part.checksum()));
      xml.close("Part");
    }
    xml.close("ObjectParts");
  }
}
