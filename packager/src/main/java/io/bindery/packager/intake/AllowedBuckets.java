package io.bindery.packager.intake;

import io.bindery.packager.construct.ConstructRequest;
import io.bindery.packager.intake.Submission.Refused;
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
  private static final String SOURCES = "sources";

  public AllowedBuckets {
    sources = Set.copyOf(sources);
    registries = Set.copyOf(registries);
  }

  /** Why a description of a folder is refused, if it is. */
  public Optional<Refused> refusal(PackageDescription description) {
    var source = description.folder().bucket();
    if (!sources.contains(source)) {
      return refused("source_prefix", source, SOURCES);
    }
    var metadata = description.metadataUri().filter(uri -> !sources.contains(uri.bucket()));
    if (metadata.isPresent()) {
      return refused("metadata_uri", metadata.get().bucket(), SOURCES);
    }
    return registries.contains(description.registry())
        ? Optional.empty()
        : refused("registry", description.registry(), "registries");
  }

  /** Why a request with named entries is refused, if it is. */
  Optional<Refused> refusal(ConstructRequest request) {
    var source =
        request.entries().values().stream()
            .filter(entry -> !sources.contains(entry.physicalKey().bucket()))
            .findFirst();
    if (source.isPresent()) {
      var entry = source.get();
      return refused(
          "physical_key",
          "physical_key of entry '%s'".formatted(entry.key()),
          entry.physicalKey().bucket(),
          SOURCES);
    }
    return registries.contains(request.registry())
        ? Optional.empty()
        : refused("bucket", request.registry(), "registries");
  }

  /** Why a promotion is refused, if it is. */
  public Optional<Refused> refusalOfPromotion(String from, String to) {
    if (!mayBeRead(from)) {
      return refused("source_registry", from, SOURCES);
    }
    return registries.contains(to) ? Optional.empty() : refused("registry", to, "registries");
  }

  /** Whether objects of this bucket may be copied. */
  public boolean mayBeRead(String bucket) {
    return sources.contains(bucket) || registries.contains(bucket);
  }

  private static Optional<Refused> refused(String field, String bucket, String setting) {
    return refused(field, field, bucket, setting);
  }

  private static Optional<Refused> refused(
      String field, String where, String bucket, String setting) {
    return Optional.of(
        new Refused(
            field,
            "%s names bucket '%s', which is not allowed: add it to bindery.packager.%s, or use another bucket."
                .formatted(where, bucket, setting)));
  }
}
