package io.bindery.packager.browse;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RevisionName;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** One revision for one command: its manifest is read, and its index is gone at the end. */
public final class RevisionContents implements AutoCloseable {
  private final TopHash topHash;
  private final Path directory;
  private final ManifestIndex index;

  private RevisionContents(TopHash topHash, Path directory, ManifestIndex index) {
    this.topHash = topHash;
    this.directory = directory;
    this.index = index;
  }

  /**
   * Reads a manifest, in the thread that calls.
   *
   * @throws PackagingException if there is no such revision, or it cannot be read
   */
  public static RevisionContents read(
      S3AsyncClient s3, String registry, RevisionName revision, IndexProgress progress) {
    var reader = new RegistryReader(s3);
    Path directory = null;
    ManifestIndex index = null;
    try {
      var topHash = reader.resolve(registry, revision).toCompletableFuture().join();
      directory = Files.createTempDirectory("bindery-browse-");
      var room = new IndexRoom(Long.MAX_VALUE, () -> {});
      try (var manifest = reader.manifest(registry, topHash).toCompletableFuture().join()) {
        progress.of(manifest.response().contentLength());
        index = new IndexBuilder(Spool.open(directory), room.share(), progress).build(manifest);
      }
      return new RevisionContents(topHash, directory, index);
    } catch (InvalidManifestException | KeyTooLongException e) {
      throw PackagingException.lasting(
          "The manifest of %s in s3://%s cannot be read: %s."
              .formatted(revision, registry, e.getMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      throw Failures.of("Reading " + revision, e);
    } finally {
      if (index == null) {
        delete(directory);
      }
    }
  }

  public TopHash topHash() {
    return topHash;
  }

  public ManifestIndex index() {
    return index;
  }

  @Override
  public void close() {
    try {
      index.close();
    } catch (IOException e) {
      throw Failures.of("Removing the index of " + topHash, e);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    if (directory != null) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        // An empty directory among the temporary ones harms nobody.
        return;
      }
    }
  }
}
