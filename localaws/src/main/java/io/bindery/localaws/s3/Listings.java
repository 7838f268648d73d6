package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** ListObjects, ListObjectsV2 and ListObjectVersions. */
final class Listings {
  private static final int MOST = 1_000;

  private final ObjectStore store;

  Listings(ObjectStore store) {
    this.store = store;
  }

  private Bucket bucket(S3Request request) {
    return store
        .bucket(request.bucket())
        .orElseThrow(
            () -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist"));
  }

  static int most(S3Request request, String parameter) {
    String text = request.parameter(parameter);
    return Math.min(MOST, S3Request.number(parameter, text, MOST, 0));
  }

  /** How keys are written into a document. */
  static String written(S3Request request, String key) {
    return encodes(request)
        ? URLEncoder.encode(key, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%2F", "/")
            .replace("*", "%2A")
        : key;
  }

  static boolean encodes(S3Request request) {
    String type = request.parameter("encoding-type");
    if (!type.isEmpty() && !type.equals("url")) {
      throw new AwsError(400, "InvalidArgument", "Invalid Encoding Method specified in Request");
    }
    return type.equals("url");
  }

  void objects(S3Request request) {
    String marker = request.parameter("marker");
    int most = most(request, "max-keys");
    ListingPage<Version> page = page(request, marker, most);
    Document xml = head(request, most, page.truncated());
    xml.add("Marker", written(request, marker));
    if (page.truncated()) {
      // S3 tells it only if keys may be rolled up; without, it is the last key.
      xml.addIf(!page.delimiter().isEmpty(), "NextMarker", written(request, page.last()));
    }
    contents(request, xml, page, true);
    request.answer(xml.text());
  }

  void objectsV2(S3Request request) {
    String token = request.parameter("continuation-token");
    String startAfter = request.parameter("start-after");
    int most = most(request, "max-keys");
    ListingPage<Version> page = page(request, token.isEmpty() ? startAfter : decoded(token), most);
    Document xml = head(request, most, page.truncated());
    xml.add("KeyCount", page.entries().size() + page.prefixes().size());
    xml.addIf(request.asks("continuation-token"), "ContinuationToken", token);
    xml.addIf(request.asks("start-after"), "StartAfter", written(request, startAfter));
    if (page.truncated()) {
      xml.add(
          "NextContinuationToken",
          Base64.getUrlEncoder().encodeToString(page.last().getBytes(StandardCharsets.UTF_8)));
    }
    contents(request, xml, page, request.parameter("fetch-owner").equals("true"));
    request.answer(xml.text());
  }

  private static String decoded(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "InvalidArgument", "The continuation token provided is incorrect");
    }
  }

  private ListingPage<Version> page(S3Request request, String after, int most) {
    return ListingPage.of(
        bucket(request).keys(),
        new ListingPage.Asked(
            request.parameter("prefix"),
            request.parameter("delimiter"),
            after,
            Optional.empty(),
            most),
        versions -> versions.get(0).marker() ? List.of() : versions.subList(0, 1),
        Version::id);
  }

  private static Document head(S3Request request, int most, boolean truncated) {
    String delimiter = request.parameter("delimiter");
    return new Document("ListBucketResult")
        .add("Name", request.bucket())
        .add("Prefix", written(request, request.parameter("prefix")))
        .addIf(!delimiter.isEmpty(), "Delimiter", written(request, delimiter))
        .add("MaxKeys", most)
        .addIf(encodes(request), "EncodingType", "url")
        .add("IsTruncated", truncated);
  }

  private static void contents(
      S3Request request, Document xml, ListingPage<Version> page, boolean owner) {
    for (ListingPage.Entry<Version> entry : page.entries()) {
      xml.open("Contents").add("Key", written(request, entry.key()));
      describe(xml, entry.value());
      if (owner) {
        xml.owner("Owner");
      }
      xml.close("Contents");
    }
    prefixes(request, xml, page.prefixes());
  }

  private static void describe(Document xml, Version version) {
    xml.add("LastModified", version.time()).add("ETag", ObjectHeaders.quoted(version.etag()));
    Checksum checksum = version.checksum();
    if (checksum != null) {
      xml.add("ChecksumAlgorithm", checksum.algorithm()).add("ChecksumType", checksum.type());
    }
    xml.add("Size", version.size()).add("StorageClass", "STANDARD");
  }

  private static void prefixes(S3Request request, Document xml, List<String> prefixes) {
    prefixes.forEach(
        prefix ->
            xml.open("CommonPrefixes")
                .add("Prefix", written(request, prefix))
                .close("CommonPrefixes"));
  }

  void versions(S3Request request) {
    String marker = request.parameter("key-marker");
    String versionMarker = request.parameter("version-id-marker");
    if (!versionMarker.isEmpty() && marker.isEmpty()) {
      throw new AwsError(
          400, "InvalidArgument", "A version-id marker cannot be specified without a key marker.");
    }
    int most = most(request, "max-keys");
    ListingPage<Version> page =
        ListingPage.of(
            bucket(request).keys(),
            new ListingPage.Asked(
                request.parameter("prefix"),
                request.parameter("delimiter"),
                marker,
                Optional.of(versionMarker).filter(m -> !m.isEmpty()),
                most),
            versions -> versions,
            Version::id);
    String delimiter = request.parameter("delimiter");
    Document xml =
        new Document("ListVersionsResult")
            .add("Name", request.bucket())
            .add("Prefix", written(request, request.parameter("prefix")))
            .addIf(!delimiter.isEmpty(), "Delimiter", written(request, delimiter))
            .add("KeyMarker", written(request, marker))
            .add("VersionIdMarker", versionMarker)
            .add("MaxKeys", most)
            .addIf(encodes(request), "EncodingType", "url")
            .add("IsTruncated", page.truncated());
    if (page.truncated()) {
      xml.add("NextKeyMarker", written(request, page.last()));
      xml.addIf(!page.lastId().isEmpty(), "NextVersionIdMarker", page.lastId());
    }
    for (ListingPage.Entry<Version> entry : page.entries()) {
      Version version = entry.value();
      String element = version.marker() ? "DeleteMarker" : "Version";
      xml.open(element)
          .add("Key", written(request, entry.key()))
          .add("VersionId", version.id())
          .add("IsLatest", entry.newest());
      if (version.marker()) {
        xml.add("LastModified", version.time());
      } else {
        describe(xml, version);
      }
      xml.owner("Owner").close(element);
    }
    prefixes(request, xml, page.prefixes());
    request.answer(xml.text());
  }
}
