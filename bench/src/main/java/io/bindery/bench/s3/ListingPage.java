package io.bindery.bench.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One page of ListObjectsV2 or ListObjectVersions. */
final class ListingPage {
  private static final int MAX_KEYS = 1_000;
  private static final String DATE = "2024-01-01T00:00:00.000Z";

  /** After all keys that begin with what it is appended to. */
  private static final String BEHIND = "\uffff";

  private final String prefix;
  private final String delimiter;
  private final int limit;
  private final List<Item> items = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();

  /** Where the next page begins behind; absent if this is the last. */
  private Optional<String> next = Optional.empty();

  private ListingPage(Map<String, String> query) {
    prefix = query.getOrDefault("prefix", "");
    delimiter = query.getOrDefault("delimiter", "");
    limit = Math.min(MAX_KEYS, Integer.parseInt(query.getOrDefault("max-keys", "" + MAX_KEYS)));
  }

  static byte[] objects(String bucket, Bucket content, Map<String, String> query) {
    var page = new ListingPage(query);
    page.fill(
        content,
        query.getOrDefault("continuation-token", query.getOrDefault("start-after", "")),
        false);
    var xml = new Xml("url".equals(query.get("encoding-type")));
    xml.open("ListBucketResult").element("Name", bucket).key("Prefix", page.prefix);
    xml.raw("KeyCount", page.size()).raw("MaxKeys", page.limit);
    xml.raw("IsTruncated", page.next.isPresent());
    page.next.ifPresent(key -> xml.element("NextContinuationToken", key));
    for (var item : page.items) {
      xml.open("Contents").key("Key", item.key());
      page.item(xml, item).close("Contents");
    }
    return page.end(xml, "ListBucketResult");
  }

  static byte[] versions(String bucket, Bucket content, Map<String, String> query) {
    var page = new ListingPage(query);
    page.fill(content, query.getOrDefault("key-marker", ""), true);
    var xml = new Xml("url".equals(query.get("encoding-type")));
    xml.open("ListVersionsResult").element("Name", bucket).key("Prefix", page.prefix);
    xml.raw("MaxKeys", page.limit).raw("IsTruncated", page.next.isPresent());
    page.next.ifPresent(key -> xml.key("NextKeyMarker", key));
    for (var item : page.items) {
      xml.open("Version").key("Key", item.key());
      xml.raw("VersionId", item.version()).raw("IsLatest", item.latest());
      page.item(xml, item).close("Version");
    }
    return page.end(xml, "ListVersionsResult");
  }

  private Xml item(Xml xml, Item item) {
    xml.raw("LastModified", DATE).element("ETag", item.etag()).raw("Size", item.size());
    item.checksum()
        .ifPresent(kept -> xml.raw("ChecksumAlgorithm", "SHA256").raw("ChecksumType", kept.type()));
    return xml.raw("StorageClass", "STANDARD");
  }

  private byte[] end(Xml xml, String name) {
    for (var folder : folders) {
      xml.open("CommonPrefixes").key("Prefix", folder).close("CommonPrefixes");
    }
    return xml.close(name).bytes();
  }

  private int size() {
    return items.size() + folders.size();
  }

  /** A page ends between keys, never between the versions of one. */
  private void fill(Bucket bucket, String after, boolean allVersions) {
    var last = after;
    var rest = bucket.from(start(after));
    while (rest.hasNext()) {
      var versions = rest.next();
      var key = versions.get(0).key();
      if (!key.startsWith(prefix)) {
        return;
      }
      if (key.equals(after)) {
        continue;
      }
      int room = allVersions ? versions.size() : 1;
      if (size() + room > limit) {
        next = Optional.of(last);
        return;
      }
      int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      if (end < 0) {
        items.addAll(versions.subList(0, room));
        last = key;
      } else {
        var folder = key.substring(0, end + delimiter.length());
        folders.add(folder);
        last = folder;
        rest = bucket.from(folder + BEHIND);
      }
    }
  }

  private String start(String after) {
    if (after.compareTo(prefix) < 0) {
      return prefix;
    }
    // The marker may be a folder that was listed as one.
    return !delimiter.isEmpty() && after.endsWith(delimiter) ? after + BEHIND : after;
  }
}
