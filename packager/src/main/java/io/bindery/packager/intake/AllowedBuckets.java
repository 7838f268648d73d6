package io.bindery.packager.intake;

import io.bindery.protocol.description.PackageDescription;
import java.util.Optional;
import java.util.Set;

/**
 * Which buckets descriptions may name: whoever can send a description makes this service read and
 * write with its own rights. What is not listed is refused; each name stands for itself, there are
 * no patterns.
 *
 * @param sources buckets that may be packaged and that metadata may be read from
 * @param registries buckets that packages may be pushed to
 */
public record AllowedBuckets(Set<String> sources, Set<String> registries) {
  public AllowedBuckets {
    sources = Set.copyOf(sources);
    registries = Set.copyOf(registries);
  }

  /** Why a description is refused, if it is. */
  public Optional<String> refusal(PackageDescription description) {
    var source = description.source().bucket();
    if (!sources.contains(source)) {
      return Optional.of(refused("source_prefix", source, "sources"));
    }
    var metadata = description.metadataUri().filter(uri -> !sources.contains(uri.bucket()));
    if (metadata.isPresent()) {
      return Optional.of(refused("metadata_uri", metadata.get().bucket(), "sources"));
    }
    if (!registries.contains(description.registry())) {
      return Optional.of(refused("registry", description.registry(), "registries"));
    }
    return Optional.empty();
  }

  private static String refused(String field, String bucket, String setting) {
    return "%s names bucket '%s', which is not allowed: add it to bindery.packager.%s, or use another bucket."
        .formatted(field, bucket, setting);
  }
}
