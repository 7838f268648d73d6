package io.bindery.packager.world;

import io.bindery.packager.world.MemoryS3.Stored;
import io.bindery.quilt.json.CodePointOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists of objects, versions and parts as S3 answers with them, in pages of two. */
final class Pages {
  private static final int PAGE = 2;

  private Pages() {}

  /**
   * Versions of a bucket.
   *
   * @param bucket all of them, in any order
   */
  static ListObjectVersionsResponse versions(
      List<Stored> bucket, ListObjectVersionsRequest request, Function<String, Instant> modified) {
    var all =
        bucket.stream()
            .filter(it -> it.key().startsWith(request.prefix()))
            .sorted(
                Comparator.comparing(Stored::key, CodePointOrder.INSTANCE)
                    .thenComparing(it -> !it.latest()))
            .toList();
    if (request.delimiter() != null) {
      return folders(all, request, modified);
    }
    int from = (int) all.stream().takeWhile(it -> !isBehind(it, request)).count();
    if (request.versionIdMarker() != null) {
      // Of the marker's key, what comes after its version follows too.
      while (from > 0
          && all.get(from - 1).key().equals(request.keyMarker())
          && !all.get(from - 1).version().equals(request.versionIdMarker())) {
        from--;
      }
    }
    int to = Math.min(all.size(), from + PAGE);
    var answer =
        ListObjectVersionsResponse.builder()
            .versions(all.subList(from, to).stream().map(it -> listed(it, modified)).toList())
            .isTruncated(to < all.size());
    if (to < all.size()) {
      answer.nextKeyMarker(all.get(to - 1).key()).nextVersionIdMarker(all.get(to - 1).version());
    }
    return answer.build();
  }

  private static boolean isBehind(Stored stored, ListObjectVersionsRequest request) {
    return request.keyMarker() == null
        || CodePointOrder.INSTANCE.compare(stored.key(), request.keyMarker()) > 0;
  }

  private static ListObjectVersionsResponse folders(
      List<Stored> all, ListObjectVersionsRequest request, Function<String, Instant> modified) {
    int length = request.prefix().length();
    var folders = new TreeSet<String>();
    var files = new ArrayList<ObjectVersion>();
    for (var stored : all) {
      int slash = stored.key().indexOf(request.delimiter(), length);
      if (slash < 0) {
        files.add(listed(stored, modified));
      } else {
        folders.add(stored.key().substring(0, slash + 1));
      }
    }
    return ListObjectVersionsResponse.builder()
        .versions(files)
        .commonPrefixes(
            folders.stream().map(it -> CommonPrefix.builder().prefix(it).build()).toList())
        .isTruncated(false)
        .build();
  }

  private static ObjectVersion listed(Stored it, Function<String, Instant> modified) {
    return ObjectVersion.builder()
        .key(it.key())
        .versionId(it.version())
        .isLatest(it.latest())
        .eTag(it.etag())
        .size(it.size())
        .lastModified(modified.apply(it.key()))
        .checksumAlgorithm(algorithms(it))
        .build();
  }

  private static List<ChecksumAlgorithm> algorithms(Stored it) {
    var all = new ArrayList<ChecksumAlgorithm>();
    it.sha256().ifPresent(value -> all.add(ChecksumAlgorithm.SHA256));
    it.crc64().ifPresent(value -> all.add(ChecksumAlgorithm.CRC64_NVME));
    it.parts().ifPresent(value -> all.add(ChecksumAlgorithm.SHA256));
    return all;
  }

  /**
   * Objects of a bucket.
   *
   * @param all newest versions below the prefix, in order
   */
  static ListObjectsV2Response objects(
      List<Stored> all, ListObjectsV2Request request, Function<String, Instant> time) {
    var from =
        request.continuationToken() == null
            ? String.valueOf(request.startAfter() == null ? "" : request.startAfter())
            : request.continuationToken();
    var left = all.stream().filter(it -> it.key().compareTo(from) > 0).toList();
    var page = left.subList(0, Math.min(PAGE, left.size()));
    return ListObjectsV2Response.builder()
        .contents(
            page.stream()
                .map(
                    it ->
                        S3Object.builder()
                            .key(it.key())
                            .eTag(it.etag())
                            .size(it.size())
                            .lastModified(time.apply(it.key()))
                            .build())
                .toList())
        .isTruncated(page.size() < left.size())
        .nextContinuationToken(page.isEmpty() ? null : page.get(page.size() - 1).key())
        .build();
  }

  /**
   * The parts that an object was uploaded in.
   *
   * @param marker after which they begin; null for the first
   */
  static GetObjectAttributesResponse parts(Stored stored, Integer marker) {
    var answer =
        GetObjectAttributesResponse.builder()
            .eTag(stored.etag().replace("\"", ""))
            .objectSize(stored.size());
    if (stored.parts().isEmpty()) {
      return answer.build();
    }
    var parts = stored.parts().get();
    int from = marker == null ? 0 : marker;
    int to = Math.min(parts.sizes().size(), from + PAGE);
    var page = new ArrayList<ObjectPart>();
    for (int part = from; part < to; part++) {
      page.add(ObjectPart.builder().partNumber(part + 1).size(parts.sizes().get(part)).build());
    }
    return answer
        .checksum(it -> it.checksumSHA256(parts.sha256()))
        .objectParts(
            it ->
                it.parts(page)
                    .totalPartsCount(parts.sizes().size())
                    .isTruncated(to < parts.sizes().size()))
        .build();
  }
}
