package io.bindery.platform.s3;

import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** What a page and every entry of it must have, whatever came before. */
final class Entries {
  /** How many pages without a single entry are followed, one after another. */
  private static final int EMPTY_PAGES = 1_000;

  private final String bucket;
  private final String prefix;
  private final UnaryOperator<String> decoding;

  private Entries(String bucket, String prefix, UnaryOperator<String> decoding) {
    this.bucket = bucket;
    this.prefix = Objects.requireNonNullElse(prefix, "");
    this.decoding = decoding;
  }

  /** Of a page whose keys are as S3 sent them: the SDK has not decoded them yet. */
  static void checkSent(ListObjectVersionsRequest request, ListObjectVersionsResponse page) {
    check(request, page, decoding(page.encodingType()));
  }

  /** Of a page whose keys are as S3 sent them: the SDK has not decoded them yet. */
  static void checkSent(ListObjectsV2Request request, ListObjectsV2Response page) {
    check(request, page, decoding(page.encodingType()));
  }

  /** As the SDK decodes. */
  private static UnaryOperator<String> decoding(EncodingType encoding) {
    return encoding == EncodingType.URL ? SdkHttpUtils::urlDecode : UnaryOperator.identity();
  }

  static String listing(String bucket, String prefix) {
    return "the listing of s3://%s/%s".formatted(bucket, Objects.requireNonNullElse(prefix, ""));
  }

  static void check(ListObjectVersionsRequest request, ListObjectVersionsResponse page) {
    check(request, page, UnaryOperator.identity());
  }

  private static void check(
      ListObjectVersionsRequest request,
      ListObjectVersionsResponse page,
      UnaryOperator<String> decoding) {
    var entries = new Entries(request.bucket(), request.prefix(), decoding);
    entries.truncation(page.isTruncated());
    for (var version : page.versions()) {
      entries.entry(version.key(), version.size(), version.lastModified());
      entries.field("IsLatest", version.key(), version.isLatest());
    }
    page.deleteMarkers().forEach(marker -> entries.key(marker.key()));
    page.commonPrefixes().forEach(folder -> entries.key(folder.prefix()));
  }

  static void check(ListObjectsV2Request request, ListObjectsV2Response page) {
    check(request, page, UnaryOperator.identity());
  }

  private static void check(
      ListObjectsV2Request request, ListObjectsV2Response page, UnaryOperator<String> decoding) {
    var entries = new Entries(request.bucket(), request.prefix(), decoding);
    entries.truncation(page.isTruncated());
    for (var object : page.contents()) {
      entries.entry(object.key(), object.size(), object.lastModified());
    }
    page.commonPrefixes().forEach(folder -> entries.key(folder.prefix()));
  }

  private BrokenAnswerException broken(String why) {
    return new BrokenAnswerException(
        "S3 gave a page of %s %s".formatted(listing(bucket, prefix), why));
  }

  /** Without it nobody knows whether more comes, and it is missing where all is. */
  private void truncation(Boolean isTruncated) {
    if (isTruncated == null) {
      throw broken("that does not say whether it is the last (IsTruncated)");
    }
  }

  private void entry(String key, Long size, Instant modified) {
    key(key);
    field("Size", key, size);
    field("LastModified", key, modified);
    if (size < 0) {
      throw broken("where '%s' has the size %d".formatted(key, size));
    }
  }

  private void key(String key) {
    if (key == null) {
      throw broken("with an entry without a key");
    }
    var decoded = decoding.apply(key);
    if (!decoded.startsWith(prefix)) {
      throw broken("with the key '%s', which is not below it".formatted(decoded));
    }
  }

  private void field(String name, String key, Object value) {
    if (value == null) {
      throw broken("where '%s' has no %s".formatted(key, name));
    }
  }

  /**
   * How many pages without an entry came last; a few are nothing unusual.
   *
   * @throws ListingException if there is no end to them
   */
  static int emptyPages(String bucket, String prefix, boolean empty, int before) {
    if (empty && before == EMPTY_PAGES) {
      throw new ListingException(
          "%s does not advance: S3 gave %d pages without an entry, one after another"
              .formatted(listing(bucket, prefix), EMPTY_PAGES));
    }
    return empty ? before + 1 : 0;
  }
}
