package io.bindery.packager.assembly;

import akka.Done;
import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.HashingJob;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The hashes that the package of a folder will have, found before it is made: by the same rules,
 * into the same cache, and behind all packages that are being made.
 */
public final class EarlyHashes {
  private final DescriptionMode mode;
  private final IgnoreFiles ignoreFiles;
  private final ChecksumCache cache;
  private final HashFinder finder;

  /**
   * @param finder gives way to packages
   */
  EarlyHashes(
      DescriptionMode mode, IgnoreFiles ignoreFiles, ChecksumCache cache, HashFinder finder) {
    this.mode = mode;
    this.ignoreFiles = ignoreFiles;
    this.cache = cache;
    this.finder = finder;
  }

  /**
   * Those of the objects that belong into the package of their folder and whose hash nobody knows.
   */
  public CompletionStage<List<ObjectVersion>> missing(
      SourceFolder folder, List<ObjectVersion> objects) {
    return ignoreFiles
        .exclusions(folder)
        .thenCompose(
            exclusions -> {
              var keys = new FolderKeys(folder, mode, exclusions, List.of());
              return unknown(
                  objects.stream()
                      .filter(object -> keys.belongs(object.location().key()))
                      .toList());
            });
  }

  private CompletionStage<List<ObjectVersion>> unknown(List<ObjectVersion> objects) {
    if (objects.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return cache
        .find(objects, finder.types())
        .thenApply(known -> objects.stream().filter(object -> !known.containsKey(object)).toList());
  }

  /** Finds the hash of an object in what S3 keeps of it, else in its content. */
  public CompletionStage<HashFinder.Found> hash(ObjectVersion object, HashingJob job) {
    return finder.find(object, kept(object), job);
  }

  /**
   * A notice does not say what S3 keeps. Where it makes no difference to the hash, to read a small
   * object costs no more than to ask.
   */
  private List<ChecksumType> kept(ObjectVersion object) {
    return finder.types().size() > 1
        ? finder.types()
        : Listing.mayBeKept(object.size(), finder.types());
  }

  /** Remembers hashes for the packages to come, the newest last. */
  public CompletionStage<Done> remember(Map<ObjectVersion, ObjectHash> hashes) {
    return cache.saveAll(hashes);
  }
}
