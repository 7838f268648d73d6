package io.bindery.packager.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.packager.construct.RequestedEntry;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import java.util.List;
import java.util.Optional;

/**
 * A dataset as OpenLineage names it: for objects in S3 the bucket is the namespace, and the key the
 * name.
 *
 * @param version of it, if that is known
 */
record Dataset(String namespace, String name, Optional<String> version) {
  /** Whoever lists a million files one by one has a thousand folders of them. */
  private static final int MOST_FOLDERS = 100;

  /** A folder; the whole bucket is {@code /}. */
  static Dataset folder(String bucket, String prefix) {
    var name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return new Dataset("s3://" + bucket, name.isEmpty() ? "/" : name, Optional.empty());
  }

  /** What a job packages, as far as its facts say. */
  static List<Dataset> sources(JsonNode facts) {
    if (facts.has("bucket")) {
      return List.of(folder(facts.path("bucket").asText(), facts.path("prefix").asText()));
    }
    try {
      // A revision of another registry, that is promoted.
      var uri = PackageUri.parse(facts.path("source").asText());
      return List.of(new Dataset("quilt+s3://" + uri.bucket(), uri.name(), uri.hash()));
    } catch (PackageUriException e) {
      return List.of();
    }
  }

  /** The folders of entries that were named one by one, the first of them. */
  static List<Dataset> folders(List<RequestedEntry> entries) {
    return entries.stream()
        .map(RequestedEntry::physicalKey)
        .map(uri -> folder(uri.bucket(), uri.key().substring(0, uri.key().lastIndexOf('/') + 1)))
        .distinct()
        .limit(MOST_FOLDERS)
        .toList();
  }
}
