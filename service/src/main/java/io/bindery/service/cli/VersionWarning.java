package io.bindery.service.cli;

import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.look.BucketLook;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Tells whether a revision names objects that may be overwritten, by its first entries. */
final class VersionWarning {
  private static final int ENTRIES = 1_000;

  /** S3's name for the version of an object that was written while its bucket kept none. */
  private static final String NONE = "null";

  private VersionWarning() {}

  /** A sentence or two; nothing if all is well, or cannot be seen. */
  static Optional<String> of(S3AsyncClient s3, String registry, TopHash hash) {
    return bucketsWithout(s3, registry, hash).stream()
        .filter(
            bucket -> !BucketLook.isVersioned(s3, bucket).toCompletableFuture().join().orElse(true))
        .findFirst()
        .map(
            bucket ->
                "Bucket %s does not keep versions: objects of revision %s can be neither read nor verified once they are overwritten. Switch versioning on, and package them again."
                    .formatted(bucket, hash.value().substring(0, 10)));
  }

  private static Set<String> bucketsWithout(S3AsyncClient s3, String registry, TopHash hash) {
    var buckets = new TreeSet<String>();
    try (var manifest =
        ManifestReader.open(
            new RegistryReader(s3).open(registry, hash).toCompletableFuture().join())) {
      for (int i = 0; i < ENTRIES; i++) {
        var entry = manifest.nextEntry();
        if (entry.isEmpty()) {
          break;
        }
        S3Uri object = entry.get().physicalKey();
        if (object.versionId().filter(id -> !id.equals(NONE)).isEmpty()) {
          buckets.add(object.bucket());
        }
      }
    } catch (IOException | CompletionException | InvalidManifestException e) {
      // The list says already of which revision the manifest cannot be read.
      return Set.of();
    }
    return buckets;
  }
}
