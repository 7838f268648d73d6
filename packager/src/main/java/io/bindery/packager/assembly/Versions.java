package io.bindery.packager.assembly;

import akka.Done;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.platform.look.BucketLook;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Counts the objects of one package that have no version of their own, and finds out whether their
 * buckets keep versions now: a manifest cannot hold on to an object that may be overwritten.
 */
final class Versions {
  /** S3's name for the version of an object that was written while its bucket kept none. */
  private static final String NONE = "null";

  /** Packages may read from few buckets, those that the settings allow. */
  private final Map<String, LongAdder> without = new ConcurrentHashMap<>();

  void count(ObjectVersion object) {
    if (object.location().versionId().filter(id -> !id.equals(NONE)).isEmpty()) {
      without.computeIfAbsent(object.location().bucket(), name -> new LongAdder()).increment();
    }
  }

  /** Forgets the buckets that keep versions by now: what is written there hides nothing. */
  CompletionStage<Done> look(S3AsyncClient s3) {
    return CompletableFuture.allOf(
            without.keySet().stream()
                .map(bucket -> look(s3, bucket))
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> Done.done());
  }

  private CompletableFuture<?> look(S3AsyncClient s3, String bucket) {
    return BucketLook.isVersioned(s3, bucket)
        .thenAccept(
            versioned -> versioned.filter(kept -> kept).ifPresent(kept -> without.remove(bucket)))
        .toCompletableFuture();
  }

  /** What is to be said of the others. */
  Stream<String> warnings() {
    return without.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                "Bucket %s does not keep versions: %d of the package's objects can be neither read nor verified once they are overwritten. Switch versioning on, and package the folder again."
                    .formatted(entry.getKey(), entry.getValue().sum()));
  }
}
