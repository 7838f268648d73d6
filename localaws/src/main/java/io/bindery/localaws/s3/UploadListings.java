package io.bindery.localaws.s3;

import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Upload;
import io.bindery.localaws.s3.wire.Algorithm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** ListMultipartUploads and ListParts. */
final class UploadListings {
  private final ObjectStore store;

  UploadListings(ObjectStore store) {
    this.store = store;
  }

  void uploads(S3Request request) {
    Bucket bucket = Buckets.require(store, request.bucket());
    TreeMap<String, List<Upload>> byKey = new TreeMap<>(bucket.keys().comparator());
    bucket.uploads().stream()
        .sorted(Comparator.comparingLong(Upload::millis).thenComparing(Upload::id))
        .forEach(u -> byKey.computeIfAbsent(u.key(), k -> new ArrayList<>()).add(u));
    String marker = request.parameter("key-marker");
    String idMarker = marker.isEmpty() ? "" : request.parameter("upload-id-marker");
    KeyListing listing =
        new KeyListing(request, marker, idMarker, KeyListing.most(request, "max-uploads"));
    ListingPage<Upload> page = listing.page(byKey, uploads -> uploads, Upload::id);
    Document xml =
        listing
            .document("ListMultipartUploadsResult", "Bucket", "MaxUploads", page)
            .add("KeyMarker", listing.written(marker))
            .add("UploadIdMarker", idMarker);
    if (page.truncated()) {
      xml.add("NextKeyMarker", listing.written(page.last()))
          .add("NextUploadIdMarker", page.lastId());
    }
    for (ListingPage.Entry<Upload> entry : page.entries()) {
      xml.open("Upload")
          .add("Key", listing.written(entry.key()))
          .add("UploadId", entry.value().id())
          .owner("Initiator")
          .owner("Owner")
          .add("StorageClass", "STANDARD")
          .add("Initiated", entry.value().time())
          .close("Upload");
    }
    listing.answer(xml, page);
  }

  void parts(S3Request request) {
    Bucket bucket = Buckets.require(store, request.bucket());
    Upload upload = Uploads.require(bucket, request.key(), request.parameter("uploadId"));
    int after =
        S3Request.number("part-number-marker", request.parameter("part-number-marker"), 0, 0);
    int most = KeyListing.most(request, "max-parts");
    List<Upload.Part> rest = List.copyOf(bucket.parts(upload.id()).tailMap(after, false).values());
    List<Upload.Part> page = rest.stream().limit(most).toList();
    Algorithm algorithm = Algorithm.valueOf(upload.algorithm());
    Document xml =
        new Document("ListPartsResult")
            .add("Bucket", request.bucket())
            .add("Key", request.key())
            .add("UploadId", upload.id())
            .owner("Initiator")
            .owner("Owner")
            .add("StorageClass", "STANDARD")
            .add("PartNumberMarker", after)
            .add(
                "NextPartNumberMarker", page.isEmpty() ? after : page.get(page.size() - 1).number())
            .add("MaxParts", most)
            .add("IsTruncated", page.size() < rest.size());
    if (upload.asked()) {
      xml.add("ChecksumAlgorithm", algorithm.name())
          .add("ChecksumType", upload.composite() ? "COMPOSITE" : "FULL_OBJECT");
    }
    for (Upload.Part part : page) {
      xml.open("Part")
          .add("PartNumber", part.number())
          .add("LastModified", part.time())
          .add("ETag", ObjectHeaders.quoted(part.etag()))
          .add("Size", part.size())
          .addIf(upload.asked(), algorithm.element(), part.checksum())
          .close("Part");
    }
    request.answer(xml.text());
  }
}
