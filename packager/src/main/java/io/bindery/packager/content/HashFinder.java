package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Finds the hash of an object where it costs least: in what S3 keeps, else in the content. An
 * object without versions that is overwritten meanwhile is looked at and hashed again.
 */
public final class HashFinder {
  /** How often an object that changes is begun anew. */
  private static final int MAX_REREADS = 3;

  /** S3's name for the version of an object that has none. */
  private static final String NO_VERSION = "null";

  private final List<ChecksumType> types;
  private final StoredChecksumReader stored;
  private final Budget requests;
  private final ObjectHasher reader;
  private final ObjectHasher hasher;

  /**
   * @param reader reads what is said to be empty; S3 cannot copy nothing
   */
  private HashFinder(
      List<ChecksumType> types,
      StoredChecksumReader stored,
      Budget requests,
      ObjectHasher reader,
      ObjectHasher hasher) {
    this.types = types;
    this.stored = stored;
    this.requests = requests;
    this.reader = reader;
    this.hasher = hasher;
  }

  /**
   * A finder of hashes.
   *
   * @param limits shared by all that hash on this node
   * @param partsAtOnce how many parts of one object are hashed side by side
   */
  public static HashFinder create(
      S3AsyncClient s3, HashingSettings settings, SharedLimits limits, int partsAtOnce) {
    var stream = new ContentReader(s3, limits, partsAtOnce);
    return new HashFinder(
        settings.types(),
        new StoredChecksumReader(s3),
        limits.requests(),
        stream,
        switch (settings.mode()) {
          case STREAM -> stream;
          case S3_COPY -> copy(s3, settings, limits, partsAtOnce);
          case AUTO ->
              new AutoHasher(stream, copy(s3, settings, limits, partsAtOnce), settings.copyFrom());
        });
  }

  private static CopyHasher copy(
      S3AsyncClient s3, HashingSettings settings, SharedLimits limits, int partsAtOnce) {
    return new CopyHasher(
        s3, settings.scratchBucket().orElseThrow(), limits.requests(), partsAtOnce);
  }

  /** Where a hash came from. */
  public enum Origin {
    STORED,
    COMPUTED
  }

  /**
   * A hash.
   *
   * @param object that has it; another than was asked for if that was overwritten
   */
  public record Found(ObjectVersion object, ObjectHash hash, Origin origin) {}

  /** The types that are looked for, in order of preference. */
  public List<ChecksumType> types() {
    return types;
  }

  /**
   * The hash of an object.
   *
   * @param kept types that S3 may keep something for
   * @return fails with a {@link io.bindery.packager.failure.PackagingException} that names the
   *     object
   */
  public CompletionStage<Found> find(
      ObjectVersion object, List<ChecksumType> kept, HashingJob job) {
    return find(object, kept, job, 0);
  }

  private CompletionStage<Found> find(
      ObjectVersion object, List<ChecksumType> kept, HashingJob job, int rereads) {
    return (object.size() == 0 ? empty(object, job) : once(object, kept, job))
        .handle(
            (found, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(found);
              }
              if (rereads == MAX_REREADS
                  || job.isCancelled()
                  || !ObjectFailures.isChange(failure)) {
                return CompletableFuture.<Found>failedStage(Failures.root(failure));
              }
              var again =
                  isVersion(object)
                      ? CompletableFuture.completedStage(object)
                      : stored.current(object);
              // What the listing said of kept checksums is of the content before.
              return again.thenCompose(now -> find(now, types, job, rereads + 1));
            })
        .thenCompose(outcome -> outcome);
  }

  /** A listing that says so is not believed: nothing of an object would be in the package. */
  private CompletionStage<Found> empty(ObjectVersion object, HashingJob job) {
    return reader
        .hash(object, types.get(0), job)
        .thenApply(hash -> new Found(object, hash, Origin.COMPUTED));
  }

  /** Whether the place names one version, which stays as it is. */
  static boolean isVersion(ObjectVersion object) {
    return object.location().versionId().filter(id -> !id.equals(NO_VERSION)).isPresent();
  }

  private CompletionStage<Found> once(
      ObjectVersion object, List<ChecksumType> kept, HashingJob job) {
    return requests
        .spend(job, 1, () -> stored.find(object, types, kept))
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedStage(
                        new Found(object, found.get(), Origin.STORED))
                    : hasher
                        .hash(object, types.get(0), job)
                        .thenApply(hash -> new Found(object, hash, Origin.COMPUTED)));
  }
}
