package io.bindery.packager.assembly;

import akka.Done;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The hashes of the objects of assemblies: out of the cache, or found and then remembered. */
final class Checksums {
  private final ChecksumCache cache;
  private final HashFinder finder;

  Checksums(ChecksumCache cache, HashFinder finder) {
    this.cache = cache;
    this.finder = finder;
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
        .find(page.stream().map(ListedObject::version).toList(), finder.types())
        .thenApply(
            found ->
                page.stream()
                    .map(
                        object ->
                            new Looked(object, Optional.ofNullable(found.get(object.version()))))
                    .toList());
  }

  CompletionStage<Hashed> hash(Looked looked, Progress progress) {
    var object = looked.object();
    if (looked.hash().isPresent()) {
      progress.cached(object.version().size());
      return CompletableFuture.completedFuture(new Hashed(object, looked.hash().get(), false));
    }
    return finder
        .find(object.version(), object.kept(), progress)
        .thenApply(
            found -> {
              progress.found(found.origin(), found.object().size());
              return new Hashed(
                  object.with(found.object()),
                  found.hash(),
                  found.origin() != HashFinder.Origin.EMPTY);
            });
  }

  /** Remembers what is new before anything is made of it. */
  CompletionStage<List<Hashed>> remember(List<Hashed> batch) {
    var fresh =
        batch.stream()
            .filter(Hashed::isNew)
            .collect(
                Collectors.toMap(hashed -> hashed.object().version(), Hashed::hash, (a, b) -> a));
    CompletionStage<?> saved = CompletableFuture.completedFuture(Done.done());
    for (var ofBucket : byBucket(fresh)) {
      saved = saved.thenCompose(done -> cache.save(ofBucket));
    }
    return saved.thenApply(done -> batch);
  }

  private static Collection<Map<ObjectVersion, ObjectHash>> byBucket(
      Map<ObjectVersion, ObjectHash> hashes) {
    return hashes.entrySet().stream()
        .collect(
            Collectors.groupingBy(
                hash -> hash.getKey().location().bucket(),
                Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
        .values();
  }
}
