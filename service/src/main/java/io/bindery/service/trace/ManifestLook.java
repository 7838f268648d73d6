package io.bindery.service.trace;

import io.bindery.packager.registry.RegistryReader;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Looks for an object in the manifest of a revision; in a large one it does not look. */
final class ManifestLook {
  /** A manifest of so many files has some megabytes. */
  static final long MOST_FILES = 20_000;

  private static final long PATIENCE_SECONDS = 15;

  /** What was found. */
  sealed interface Entry {}

  /**
   * The revision holds the object.
   *
   * @param path within the package
   * @param object with the version that it holds
   */
  record Holds(String path, S3Uri object) implements Entry {}

  /** The revision does not hold the object. */
  record Lacks() implements Entry {}

  /**
   * It is not known.
   *
   * @param why as the end of a sentence
   */
  record NotLooked(String why) implements Entry {}

  private final RegistryReader registries;
  private final Executor blocking;

  ManifestLook(RegistryReader registries, Executor blocking) {
    this.registries = registries;
    this.blocking = blocking;
  }

  /**
   * Looks; the stage never fails.
   *
   * @param files how many the revision has
   */
  CompletionStage<Entry> of(String registry, String topHash, long files, S3Uri object) {
    if (files > MOST_FILES) {
      return CompletableFuture.completedFuture(
          new NotLooked(
              "its manifest has %d entries, and only those with up to %d are read"
                  .formatted(files, MOST_FILES)));
    }
    return registries
        .open(registry, new TopHash(topHash))
        .thenApplyAsync(in -> search(in, object), blocking)
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> new NotLooked("its manifest could not be read"));
  }

  private static Entry search(InputStream in, S3Uri object) {
    try (var manifest = ManifestReader.openUnsorted(in)) {
      for (var entry = manifest.nextEntry(); entry.isPresent(); entry = manifest.nextEntry()) {
        var held = entry.get().physicalKey();
        if (held.bucket().equals(object.bucket()) && held.key().equals(object.key())) {
          return new Holds(entry.get().key().value(), held);
        }
      }
      return new Lacks();
    } catch (IOException | InvalidManifestException e) {
      return new NotLooked("its manifest could not be read");
    }
  }
}
