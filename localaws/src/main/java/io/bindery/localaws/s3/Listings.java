package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** ListObjects, ListObjectsV2 and ListObjectVersions. */
final class Listings {
  private final ObjectStore store;

  Listings(ObjectStore store) {
    this.store = store;
  }

  void objects(S3Request request) {
    KeyListing listing = listing(request, request.parameter("marker"), "");
    ListingPage<Version> page = newest(listing);
    Document xml = listing.document("ListBucketResult", "Name", "MaxKeys", page);
    xml.add("Marker", listing.written(listing.after()));
    // S3 tells it only if keys may be rolled up; without, it is the last key.
    xml.addIf(
        page.truncated() && !page.delimiter().isEmpty(),
        "NextMarker",
        listing.written(page.last()));
    contents(listing, xml, page, true);
  }

  void objectsV2(S3Request request) {
    String token = request.parameter("continuation-token");
    String startAfter = request.parameter("start-after");
    KeyListing listing = listing(request, token.isEmpty() ? startAfter : decoded(token), "");
    ListingPage<Version> page = newest(listing);
    Document xml = listing.document("ListBucketResult", "Name", "MaxKeys", page);
    xml.add("KeyCount", page.entries().size() + page.prefixes().size());
    xml.addIf(request.asks("continuation-token"), "ContinuationToken", token);
    xml.addIf(request.asks("start-after"), "StartAfter", listing.written(startAfter));
    if (page.truncated()) {
      xml.add(
          "NextContinuationToken",
          Base64.getUrlEncoder().encodeToString(page.last().getBytes(StandardCharsets.UTF_8)));
    }
    contents(listing, xml, page, request.parameter("fetch-owner").equals("true"));
  }

  private static String decoded(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "InvalidArgument", "The continuation token provided is incorrect");
    }
  }

  private static KeyListing listing(S3Request request, String after, String afterId) {
    return new KeyListing(request, after, afterId, KeyListing.most(request, "max-keys"));
  }

  private ListingPage<Version> newest(KeyListing listing) {
    return listing.page(
        Buckets.require(store, listing.request().bucket()).keys(),
        versions -> versions.get(0).marker() ? List.of() : versions.subList(0, 1),
        Version::id);
  }

  private static void contents(
      KeyListing listing, Document xml, ListingPage<Version> page, boolean owner) {
    for (ListingPage.Entry<Version> entry : page.entries()) {
      xml.open("Contents").add("Key", listing.written(entry.key()));
      describe(xml, entry.value());
      if (owner) {
        xml.owner("Owner");
      }
      xml.close("Contents");
    }
    listing.answer(xml, page);
  }

  private static void describe(Document xml, Version version) {
    xml.add("LastModified", version.time()).add("ETag", ObjectHeaders.quoted(version.etag()));
    Checksum checksum = version.checksum();
    if (checksum != null) {
      xml.add("ChecksumAlgorithm", checksum.algorithm()).add("ChecksumType", checksum.type());
    }
    xml.add("Size", version.size()).add("StorageClass", "STANDARD");
  }

  void versions(S3Request request) {
    String marker = request.parameter("key-marker");
    String versionMarker = request.parameter("version-id-marker");
    if (!versionMarker.isEmpty() && marker.isEmpty()) {
      throw new AwsError(
          400, "InvalidArgument", "A version-id marker cannot be specified without a key marker.");
    }
    KeyListing listing = listing(request, marker, versionMarker);
    ListingPage<Version> page =
        listing.page(
            Buckets.require(store, request.bucket()).keys(), versions -> versions, Version::id);
    Document xml =
        listing
            .document("ListVersionsResult", "Name", "MaxKeys", page)
            .add("KeyMarker", listing.written(marker))
            .add("VersionIdMarker", versionMarker);
    if (page.truncated()) {
      xml.add("NextKeyMarker", listing.written(page.last()));
      xml.addIf(!page.lastId().isEmpty(), "NextVersionIdMarker", page.lastId());
    }
    for (ListingPage.Entry<Version> entry : page.entries()) {
      Version version = entry.value();
      String element = version.marker() ? "DeleteMarker" : "Version";
      xml.open(element)
          .add("Key", listing.written(entry.key()))
          .add("VersionId", version.id())
          .add("IsLatest", entry.newest());
      if (version.marker()) {
        xml.add("LastModified", version.time());
      } else {
        describe(xml, version);
      }
      xml.owner("Owner").close(element);
    }
    listing.answer(xml, page);
  }
}
