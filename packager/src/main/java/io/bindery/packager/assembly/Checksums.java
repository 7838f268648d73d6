package io.bindery.packager.assembly;

import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ChunkPlan;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.content.ContentReader;
import io.bindery.packager.content.StoredChecksumReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Finds the hash of each object where it costs least: in the cache, in what S3 keeps, and else in
 * the bytes.
 */
final class Checksums {
  /** What quilt3 makes. */
  private static final ChecksumType TYPE = ChecksumType.SHA256_CHUNKED;

  private final ChecksumCache cache;
  private final StoredChecksumReader stored;
  private final ContentReader content;

  Checksums(ChecksumCache cache, StoredChecksumReader stored, ContentReader content) {
    this.cache = cache;
    this.stored = stored;
    this.content = content;
  }

  /**
   * An object and its hash.
   *
   * @param isNew whether the cache is still to learn it
   */
  record Hashed(ListedObject object, ObjectHash hash, boolean isNew) {}

  /**
   * An object, and its hash if the cache has it.
   *
   * @param hash of its content
   */
  record Looked(ListedObject object, Optional<ObjectHash> hash) {}

  CompletionStage<List<Looked>> look(List<ListedObject> page) {
    return cache
        .find(page.stream().map(ListedObject::version).toList(), TYPE)
        .thenApply(
            found ->
                page.stream()
                    .map(
                        object ->
                            new Looked(object, Optional.ofNullable(found.get(object.version()))))
                    .toList());
  }

  CompletionStage<Hashed> hash(Looked looked, Progress progress, BooleanSupplier cancelled) {
    var object = looked.object();
    if (looked.hash().isPresent()) {
      progress.cached();
      return CompletableFuture.completedFuture(new Hashed(object, looked.hash().get(), false));
    }
    long size = object.version().size();
    if (size == 0) {
      return CompletableFuture.completedFuture(
          new Hashed(object, ObjectHash.ofNothing(TYPE), false));
    }
    // From this size on, a whole object's SHA-256 says nothing of the hashes of its parts.
    if (!object.mayHaveSha256() || size >= ChunkPlan.MIN_PART_SIZE) {
      return read(object, progress, cancelled);
    }
    return stored
        .find(object.version(), TYPE)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return read(object, progress, cancelled);
              }
              progress.stored();
              return CompletableFuture.completedFuture(new Hashed(object, found.get(), true));
            });
  }

  private CompletionStage<Hashed> read(
      ListedObject object, Progress progress, BooleanSupplier cancelled) {
    return content
        .hash(object.version(), TYPE, progress::read, cancelled)
        .thenApply(
            hash -> {
              progress.hashed();
              return new Hashed(object, hash, true);
            });
  }

  /** Remembers what is new before anything is made of it. */
  CompletionStage<List<Hashed>> remember(List<Hashed> batch) {
    var fresh =
        batch.stream()
            .filter(Hashed::isNew)
            .collect(
                Collectors.toMap(hashed -> hashed.object().version(), Hashed::hash, (a, b) -> a));
    return fresh.isEmpty()
        ? CompletableFuture.completedFuture(batch)
        : cache.save(Map.copyOf(fresh)).thenApply(done -> batch);
  }
}
